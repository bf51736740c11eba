"""A client in another language, generated from docs/openapi.json, talks to a running product: client-smoke.py BASE_URL."""

import sys
import uuid

from kist_client import AuthenticatedClient, Client
from kist_client.api.identity import post_auth_register
from kist_client.api.loans import post_loans_apply, post_loans_calculate_emi
from kist_client.api.payments import get_payments, post_payments
from kist_client.api.wallet import get_wallet_balance
from kist_client.models import ApplyBody, PaymentBody, Problem, RegisterBody

base = sys.argv[1].rstrip("/") + "/api/v1"
somebody = Client(base_url=base)

person = RegisterBody(name="Meera Nair", email=f"meera.{uuid.uuid4().hex[:12]}@example.in", password="a long password")
let_in = post_auth_register.sync(client=somebody, body=person)
assert let_in.user.email == person.email and let_in.token_type == "bearer", let_in

meera = AuthenticatedClient(base_url=base, token=let_in.access_token)
balance = get_wallet_balance.sync(client=meera)
assert (balance.balance, balance.held, balance.currency) == ("0.00", "0.00", "INR"), balance

wish = ApplyBody(principal_amount="100000", tenure_months=12, interest_rate="12")
cost = post_loans_calculate_emi.sync(client=somebody, body=wish)
assert cost.emi_amount == "8884.88" and len(cost.schedule) == 12, cost
loan = post_loans_apply.sync(client=meera, body=wish)
assert loan.status == "APPLIED" and loan.principal_amount == "100000.00", loan

# A refusal is a type as well.
refused = get_wallet_balance.sync(client=Client(base_url=base))
assert isinstance(refused, Problem) and refused.error == "not_authenticated", refused

# A merchant's server has a key in place of a token.
server = AuthenticatedClient(base_url=base, token="test_api_key", prefix="", auth_header_name="X-API-KEY")
order = PaymentBody(amount="1000", currency="INR", description="By a generated client")
asked = post_payments.sync(client=server, body=order, idempotency_key=uuid.uuid4().hex)
assert asked.status == "CREATED" and asked.amount == "1000.00", asked
assert any(payment.id == asked.id for payment in get_payments.sync(client=server, limit=5))

print("ok     a client generated from docs/openapi.json registers, asks, applies and is paid")
