"""Holds the deployment files to their schemas, to each other and to the program. Called by scripts/check-deploy, from the root of the
clone; the one argument is the path of hadolint. Prints a sentence for everything that is wrong, and ends with 1 then."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import kubernetes_validate
import promql_parser
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

# The oldest Kubernetes that docs/operations.md promises, and the newest whose schemas are installed.
KUBERNETES = ["1.30", kubernetes_validate.latest_version()]
# Settings that compose.yaml does not pass on, each with its reason.
NOT_IN_COMPOSE = {
    "KIST_ADDR": "set by the image",
    "LEPTOS_SITE_ROOT": "set by the image",
    "MAIL_DIR": "a folder of the machine, which a container does not have",
}
# Names of roles, databases and networks in docs/operations.md, which look like metrics.
NOT_METRICS = {"kist_app", "kist_owner", "kist_web", "kist_restored", "kist_front"}
# What scripts/ call by name.
SERVICES_OF_SCRIPTS = ["postgres"]
# For what a process does after it stopped answering or working: the rest of a statement, saying goodbye to the database.
STATEMENT_REST = 15
GOODBYE = 5

wrong = []


def complain(where, sentence):
    wrong.append(f"{where}: {sentence}")


def text(path):
    return Path(path).read_text(encoding="utf-8")


def documents(path):
    try:
        return [document for document in yaml.safe_load_all(text(path)) if document]
    except yaml.YAMLError as error:
        complain(path, f"is no YAML: {error}")
        return []


def place(error):
    return ".".join(str(part) for part in error.absolute_path) or "the whole"


# --- What the program knows ---

def settings():
    """Every setting: those of .env.example, those that the program reads."""
    documented = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text(".env.example"), re.MULTILINE))
    read = set()
    for path in Path("server/src").rglob("*.rs"):
        source = path.read_text(encoding="utf-8")
        if "config" in path.parts:
            read |= set(re.findall(r'"([A-Z][A-Z0-9]*_[A-Z0-9_]+)"', source))
            read |= {f"{name}_FILE" for name in re.findall(r'\.secret\(\s*"([A-Z0-9_]+)"', source)}
        read |= set(re.findall(r'env::var(?:_os)?\("([A-Z0-9_]+)"\)', source))
    return documented, documented | read | {"RUST_LOG"}


def seconds(path, name):
    found = re.search(rf"const {name}: Duration = Duration::from_secs\((\d+)\)", text(path))
    if not found:
        complain(path, f"{name} was not found: how long stopping takes cannot be compared.")
        return 0
    return int(found.group(1))


def metrics():
    """name → labels, as deploy/metrics.txt has them; and what PromQL may call each."""
    listed, readable = {}, {}
    for line in text("deploy/metrics.txt").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, kind, labels = line.split()
        labels = set() if labels == "-" else set(labels.split(","))
        listed[name] = labels
        if kind == "histogram":
            readable |= {f"{name}_bucket": labels | {"le"}, f"{name}_sum": labels, f"{name}_count": labels}
        elif kind in ("counter", "gauge"):
            readable[name] = labels
            if (kind == "counter") != name.endswith("_total"):
                complain("deploy/metrics.txt", f"{name} is a {kind}: counters end with _total, and nothing else does.")
        else:
            complain("deploy/metrics.txt", f"{name}: there is no kind {kind}.")
    return listed, readable


def metrics_of_program(listed):
    sources = [*Path("server/src/metrics").rglob("*.rs"), *Path("domain/src/work").glob("meter.rs")]
    counted = set()
    for path in sources:
        counted |= set(re.findall(r'"(kist_[a-z0-9_]+)"', path.read_text(encoding="utf-8")))
    for name in sorted(counted - set(listed)):
        complain("deploy/metrics.txt", f"the program counts {name}, which is not listed.")
    for name in sorted(set(listed) - counted) if sources else []:
        complain("deploy/metrics.txt", f"the program does not count {name}.")


# --- PromQL ---

def selectors(expression):
    """Every selector and every list of labels below an expression."""
    found, stack = [], [expression]
    while stack:
        one = stack.pop()
        if isinstance(one, promql_parser.VectorSelector):
            found.append(one)
        modifier = getattr(one, "modifier", None)
        if isinstance(one, promql_parser.AggregateExpr) and modifier is not None:
            found.append(modifier)
        for name in ("lhs", "rhs", "expr", "param", "vector_selector"):
            inner = getattr(one, name, None)
            if inner is not None:
                stack.append(inner)
        stack.extend(getattr(one, "args", []) or [])
    return found


def promql(where, expression, readable):
    try:
        parsed = promql_parser.parse(re.sub(r"\$__(rate_)?interval", "5m", expression))
    except ValueError as error:
        complain(where, f"{expression!r} is no PromQL: {error}")
        return
    found = selectors(parsed)
    known = {"job", "instance"}
    made = set(re.findall(r'label_(?:replace|join)\((?:[^"]|"[^"]*"(?!,))*?,\s*"(\w+)"', expression))
    for one in found:
        if not isinstance(one, promql_parser.VectorSelector):
            continue
        matchers = {matcher.name for matcher in one.matchers.matchers}
        if one.name == "up":
            labels = {"job", "instance"}
        elif one.name == "ALERTS":
            labels = matchers
        elif one.name in readable:
            labels = readable[one.name] | {"job", "instance"}
        else:
            complain(where, f"{one.name} is not in deploy/metrics.txt.")
            continue
        known |= labels
        for label in sorted(matchers - labels):
            complain(where, f"{one.name} has no label {label}.")
    for one in found:
        if not isinstance(one, promql_parser.VectorSelector):
            for label in sorted(set(one.labels) - known - made):
                complain(where, f"nothing in {expression!r} has the label {label}.")


# --- Dockerfile ---

def dockerfile(hadolint, known):
    path = "Dockerfile"
    linted = subprocess.run([hadolint, "--no-color", path], capture_output=True, text=True, check=False)
    if linted.returncode:
        complain(path, "\n" + (linted.stdout or linted.stderr).strip())
    source = text(path)
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", source, flags=re.MULTILINE))
    channel = re.search(r'^channel = "(.*)"', text("rust-toolchain.toml"), re.MULTILINE).group(1)
    if not re.search(rf"^ARG RUST_VERSION={re.escape(channel)}$", source, re.MULTILINE):
        complain(path, f"RUST_VERSION is not {channel}, the channel of rust-toolchain.toml.")
    for image in re.findall(r"^ARG \w+_IMAGE=(.*)$", source, re.MULTILINE):
        pinned(path, image)
    sent = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    for copied in re.findall(r"^COPY (?!--from)(.*)$", lines, re.MULTILINE):
        for name in [word for word in copied.split() if not word.startswith("--")][:-1]:
            if not Path(name).exists():
                complain(path, f"COPY {name}: there is no such thing.")
            if name.split("/")[0] not in sent:
                complain(path, f"COPY {name}: .dockerignore keeps it back.")
    last = lines[lines.rindex("\nFROM "):]
    if not re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE):
        complain(path, "the last stage must name a USER by a number that is not 0: Kubernetes cannot tell otherwise.")
    for names in re.findall(r"^ENV (.*)$", last, re.MULTILINE):
        environment(path, re.findall(r"([A-Z_]+)=", names), known)


def pinned(where, image):
    if not re.search(r":[\w.${}-]+$", image) or image.endswith(":latest"):
        complain(where, f"{image} has no version.")


def environment(where, names, known):
    for name in names:
        if name not in known:
            complain(where, f"there is no setting {name}.")


# --- Compose ---

def interpolated(value, given):
    """As Compose does it: ${A}, ${A:-b}, ${A-b}, also one in another; $$."""
    if isinstance(value, dict):
        return {key: interpolated(inner, given) for key, inner in value.items()}
    if isinstance(value, list):
        return [interpolated(inner, given) for inner in value]
    if not isinstance(value, str):
        return value
    out, rest = "", value
    while "$" in rest:
        before, rest = rest.split("$", 1)
        out += before
        if rest.startswith("$"):
            out, rest = out + "$", rest[1:]
            continue
        depth, end = 0, 0
        for end, character in enumerate(rest):
            depth += (character == "{") - (character == "}")
            if depth == 0:
                break
        inside = re.fullmatch(r"([A-Za-z_]\w*)(?:(:?-)(.*))?", rest[1:end], re.DOTALL)
        if not rest.startswith("{") or depth or not inside:
            complain("compose.yaml", f"{value!r} cannot be interpolated.")
            return value
        name, operator, default = inside.groups()
        asked.add(name)
        is_given = name in given and (given[name] or operator == "-")
        out += given[name] if is_given else interpolated(default or "", given)
        rest = rest[end + 1:]
    return out + rest


asked = set()


def compose(documented, known, drain):
    path = "compose.yaml"
    found = documents(path)
    if not found:
        return
    # Of check-jsonschema only the schema is wanted; the program would need more packages.
    schema = json.loads(text(Path(jsonschema.__file__).parents[1] / "check_jsonschema/builtin_schemas/vendor/compose-spec.json"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for given in ({}, {"KIST_DEMO": "0"}):
        project = interpolated(found[0], given)
        for service in project.get("services", {}).values():
            deploy = service.get("deploy", {})
            if "replicas" in deploy:
                deploy["replicas"] = int(deploy["replicas"])
        for error in validator.iter_errors(project):
            complain(path, f"{place(error)}: {error.message}")
    explained = set(re.findall(r"^#   ([A-Z_]+) ", text(path), re.MULTILINE))
    for name in sorted(asked - known - explained):
        complain(path, f"${{{name}}} is neither a setting nor explained at the top.")
    for name in sorted(explained - asked):
        complain(path, f"{name} is explained at the top and used nowhere.")
    project = interpolated(found[0], {})
    services = project.get("services", {})
    ours = {name: one for name, one in services.items() if "build" in one}
    passed = set()
    for name, one in services.items():
        where = f"{path}: {name}"
        pinned(where, one.get("image", ""))
        if one.get("read_only") is not True or one.get("cap_drop") != ["ALL"] or one.get("security_opt") != ["no-new-privileges:true"]:
            complain(where, "is not hardened: read_only, cap_drop ALL, no-new-privileges.")
        if not one.get("deploy", {}).get("resources", {}).get("limits", {}).get("memory"):
            complain(where, "has no limit of memory.")
        for port in one.get("ports", []):
            if not str(port).startswith("127.0.0.1:"):
                complain(where, f"the port {port} is published beyond this machine.")
        for other in one.get("depends_on", {}):
            if other not in services:
                complain(where, f"depends on {other}, which there is not.")
            elif one["depends_on"][other].get("condition") == "service_healthy" and "healthcheck" not in services[other]:
                complain(where, f"waits for the health of {other}, which has no healthcheck.")
        for network in one.get("networks", []):
            if network not in project.get("networks", {}):
                complain(where, f"there is no network {network}.")
        for volume in one.get("volumes", []):
            source = str(volume).split(":")[0]
            if source.startswith(".") and not Path(source).exists():
                complain(where, f"{source} is not there.")
            elif not source.startswith((".", "/")) and source not in project.get("volumes", {}):
                complain(where, f"there is no volume {source}.")
        if name in ours:
            environment(where, one.get("environment", {}), known)
            passed |= set(one.get("environment", {}))
    of_machine = {name for name in documented | passed if name.endswith("_FILE")}
    for name in sorted(documented - passed - of_machine - set(NOT_IN_COMPOSE)):
        complain(path, f"the setting {name} of .env.example is passed on to nobody.")
    for name in sorted(passed & (of_machine | set(NOT_IN_COMPOSE))):
        complain(path, f"{name} is passed on: {NOT_IN_COMPOSE.get(name, 'a file of the machine, which a container does not have')}.")
    for name in SERVICES_OF_SCRIPTS:
        if name not in services:
            complain(path, f"scripts call the service {name}.")
    for name, least in drain.items():
        grace = services.get(name, {}).get("stop_grace_period", "")
        if not re.fullmatch(r"\d+s", grace) or int(grace[:-1]) < least:
            complain(f"{path}: {name}", f"stop_grace_period is {grace or 'not set'}; stopping may take {least} seconds.")
    token = services.get("web", {}).get("environment", {}).get("METRICS_TOKEN")
    if token != text("deploy/prometheus/demo-token").strip():
        complain(path, "METRICS_TOKEN is not what deploy/prometheus/demo-token has.")


# --- Kubernetes ---

def kubernetes(known, drain):
    folder = Path("deploy/kubernetes")
    customised = documents(folder / "kustomization.yaml")
    listed = set(customised[0].get("resources", [])) if customised else set()
    there = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    for name in sorted(listed - there):
        complain("kustomization.yaml", f"{name} is not there.")
    for name in sorted(there - listed):
        if not name.endswith(".example.yaml"):
            complain("kustomization.yaml", f"{name} is not listed.")
    every = [(path.name, one) for path in sorted(folder.glob("*.yaml")) if path.name in there for one in documents(path)]
    names = set()
    for file, one in every:
        where = f"deploy/kubernetes/{file}: {one.get('kind')} {one.get('metadata', {}).get('name')}"
        for version in KUBERNETES:
            try:
                kubernetes_validate.validate(one, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                complain(where, f"{place(error)}: {error.message} (Kubernetes {version})")
            except kubernetes_validate.SchemaNotFoundError as error:
                complain(where, error.message)
        names.add((one["kind"], one["metadata"]["name"]))
        if one["kind"] not in ("Namespace",) and one["metadata"].get("namespace") != "kist":
            complain(where, "is not in the namespace kist.")
    for file, one in every:
        where = f"deploy/kubernetes/{file}: {one['kind']} {one['metadata']['name']}"
        spec = one.get("spec", {})
        if one["kind"] in ("Deployment", "Job"):
            workload(where, one, spec, names, known, drain)
        elif one["kind"] == "ConfigMap":
            environment(where, one["data"], known)
        elif one["kind"] == "Secret":
            environment(where, [name for name in one["stringData"] if name.isupper()], known)
            for name, value in one["stringData"].items():
                if value not in ("", "change-this"):
                    complain(where, f"{name} must be empty or change-this, which the product refuses.")
        elif one["kind"] in ("Service", "PodDisruptionBudget", "NetworkPolicy"):
            selector = spec.get("selector", spec.get("podSelector"))
            selector = selector.get("matchLabels", {} if one["kind"] != "Service" else selector)
            templates = [other["spec"]["template"] for _, other in every if other["kind"] in ("Deployment", "Job")]
            if not any(selector.items() <= template["metadata"]["labels"].items() for template in templates):
                complain(where, "selects no pod.")
            ports = [port["name"] for template in templates for c in template["spec"]["containers"] for port in c.get("ports", [])]
            wanted = [port.get("targetPort") for port in spec.get("ports", [])]
            wanted += [port.get("port") for rule in spec.get("ingress", []) for port in rule.get("ports", [])]
            for port in wanted:
                if isinstance(port, str) and port not in ports:
                    complain(where, f"no container has a port {port}.")
        elif one["kind"] == "HorizontalPodAutoscaler" and ("Deployment", spec["scaleTargetRef"]["name"]) not in names:
            complain(where, "scales what is not there.")
        elif one["kind"] == "Ingress":
            for rule in spec.get("rules", []):
                for way in rule["http"]["paths"]:
                    if ("Service", way["backend"]["service"]["name"]) not in names:
                        complain(where, "leads to no service.")


def workload(where, one, spec, names, known, drain):
    pod = spec["template"]["spec"]
    if one["kind"] == "Deployment":
        rolling = spec.get("strategy", {}).get("rollingUpdate", {})
        if rolling.get("maxUnavailable") != 0:
            complain(where, "maxUnavailable must be 0.")
        if not spec["selector"]["matchLabels"].items() <= spec["template"]["metadata"]["labels"].items():
            complain(where, "does not select its own pods.")
    if pod.get("automountServiceAccountToken") is not False or ("ServiceAccount", pod.get("serviceAccountName")) not in names:
        complain(where, "needs the account without a token.")
    secure = pod.get("securityContext", {})
    if secure.get("runAsNonRoot") is not True or secure.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        complain(where, "is not hardened: runAsNonRoot, seccompProfile RuntimeDefault.")
    paused = 0
    for container in pod["containers"]:
        own = container.get("securityContext", {})
        if (own.get("allowPrivilegeEscalation") is not False or own.get("readOnlyRootFilesystem") is not True
                or own.get("capabilities") != {"drop": ["ALL"]}):
            complain(where, "is not hardened: no escalation, a read-only root, no capabilities.")
        if "memory" not in container.get("resources", {}).get("limits", {}):
            complain(where, "has no limit of memory.")
        if one["kind"] == "Deployment" and not {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container):
            complain(where, "has not all three probes.")
        if container["image"] != "kist":
            complain(where, "the image must be kist, which kustomization.yaml replaces.")
        environment(where, [variable["name"] for variable in container.get("env", [])], known)
        sources = [variable["valueFrom"]["secretKeyRef"]["name"] for variable in container.get("env", []) if "valueFrom" in variable]
        sources += [source["secretRef"]["name"] for source in container.get("envFrom", []) if "secretRef" in source]
        sources += [volume["secret"]["secretName"] for volume in pod.get("volumes", []) if "secret" in volume]
        for name in sources:
            if ("Secret", name) not in names:
                complain(where, f"secret.example.yaml has no Secret {name}.")
        for source in container.get("envFrom", []):
            if "configMapRef" in source and ("ConfigMap", source["configMapRef"]["name"]) not in names:
                complain(where, "there is no such ConfigMap.")
        paused = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    least = drain.get(spec["template"]["metadata"]["labels"]["app.kubernetes.io/component"], 0) + paused
    if pod.get("terminationGracePeriodSeconds", 30) < least:
        complain(where, f"terminationGracePeriodSeconds must be at least {least}: so long may stopping take.")


# --- Prometheus and Grafana ---

ALERT = {
    "type": "object",
    "required": ["alert", "expr", "labels", "annotations"],
    "additionalProperties": False,
    "properties": {
        "alert": {"type": "string", "pattern": "^Kist[A-Za-z]+$"},
        "expr": {"type": "string"},
        "for": {"type": "string", "pattern": "^([0-9]+[smhd])+$"},
        "labels": {"type": "object", "required": ["severity"], "properties": {"severity": {"enum": ["page", "ticket"]}}},
        "annotations": {"type": "object", "required": ["summary", "runbook_url"], "additionalProperties": {"type": "string"}},
    },
}
RULES = {
    "type": "object",
    "required": ["groups"],
    "additionalProperties": False,
    "properties": {"groups": {"type": "array", "items": {
        "type": "object",
        "required": ["name", "rules"],
        "additionalProperties": False,
        "properties": {"name": {"type": "string"}, "interval": {"type": "string"}, "rules": {"type": "array", "items": ALERT}},
    }}},
}


def prometheus(readable):
    path = "deploy/prometheus/prometheus.yml"
    config = (documents(path) or [{}])[0]
    services = set((documents("compose.yaml") or [{}])[0].get("services", {}))
    jobs = {job["job_name"] for job in config.get("scrape_configs", [])}
    for job in config.get("scrape_configs", []):
        for found in job.get("dns_sd_configs", []):
            for name in found["names"]:
                if name not in services:
                    complain(path, f"compose.yaml has no service {name}.")
    for name in config.get("rule_files", []):
        if not (Path(path).parent / name).exists():
            complain(path, f"{name} is not there.")

    path = "deploy/prometheus/alerts.yml"
    rules = (documents(path) or [{}])[0]
    for error in jsonschema.Draft202012Validator(RULES).iter_errors(rules):
        complain(path, f"{place(error)}: {error.message}")
    alerts = [rule for group in rules.get("groups", []) for rule in group.get("rules", []) if "alert" in rule]
    titles = re.findall(r"^#{2,4} (.+)$", text("docs/operations.md"), re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    for rule in alerts:
        where = f"{path}: {rule['alert']}"
        promql(where, str(rule.get("expr")), readable)
        for job in re.findall(r'job="([^"]+)"', str(rule.get("expr"))):
            if job not in jobs:
                complain(where, f"there is no job {job} in prometheus.yml.")
        if rule.get("annotations", {}).get("runbook_url") != f"docs/operations.md#{rule['alert'].lower()}":
            complain(where, "runbook_url must lead to its section.")
        if rule["alert"].lower() not in anchors:
            complain(where, "docs/operations.md has no section of that name.")
    named = [rule["alert"] for rule in alerts]
    for name in sorted({name for name in named if named.count(name) > 1}):
        complain(path, f"{name} is there twice.")
    for title in titles:
        if re.fullmatch(r"Kist[A-Z]\w+", title) and title not in named:
            complain("docs/operations.md", f"there is no alert {title}.")


def lost(given, kept, at=""):
    """What Grafana's own reader made nothing of. It reads of annotations only a part."""
    if at == "annotations":
        return
    if isinstance(given, dict):
        for key, value in given.items():
            inner = f"{at}.{key}".lstrip(".")
            if not isinstance(kept, dict) or key not in kept:
                if value not in (None, {}, [], ""):
                    yield inner
            else:
                yield from lost(value, kept[key], inner)
    elif isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        for number, (one, other) in enumerate(zip(given, kept)):
            yield from lost(one, other, f"{at}[{number}]")
    elif given != kept:
        yield at


def dashboards(readable):
    for path in sorted(Path("deploy/grafana/dashboards").glob("*.json")):
        where = str(path)
        try:
            board = json.loads(text(path))
            kept = json.loads(JSONEncoder().encode(Dashboard.from_json(board)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            complain(where, f"Grafana's reader cannot read it: {error!r}")
            continue
        for name in lost(board, kept):
            complain(where, f"Grafana knows no {name}.")
        variables = {variable["name"] for variable in board.get("templating", {}).get("list", [])}
        seen, taken = set(), {}
        for panel in board.get("panels", []):
            title = f"{where}: {panel.get('title')}"
            if panel.get("id") in seen:
                complain(title, f"the id {panel.get('id')} is there twice.")
            seen.add(panel.get("id"))
            grid = panel.get("gridPos", {})
            for x in range(grid.get("x", 0), grid.get("x", 0) + grid.get("w", 0)):
                for y in range(grid.get("y", 0), grid.get("y", 0) + grid.get("h", 0)):
                    if taken.setdefault((x, y), title) != title or x > 23:
                        complain(title, f"lies on {taken[(x, y)]}.")
                        break
                else:
                    continue
                break
            if panel.get("type") != "row" and not panel.get("targets"):
                complain(title, "asks nothing.")
            for target in panel.get("targets", []):
                promql(title, target.get("expr", ""), readable)
                shown = set(re.findall(r"\{\{(\w+)\}\}", target.get("legendFormat", "")))
                for label in shown:
                    if not re.search(rf"\b{label}\b", target.get("expr", "")):
                        complain(title, f"the legend shows {label}, which the expression does not keep.")
            for name in re.findall(r'"uid": "\$\{(\w+)\}"', json.dumps(panel)):
                if name not in variables:
                    complain(title, f"there is no variable {name}.")
        for annotation in board.get("annotations", {}).get("list", []):
            if "expr" in annotation:
                promql(where, annotation["expr"], readable)
    for path in Path("deploy/grafana/provisioning").rglob("*.yml"):
        if not all(isinstance(one, dict) and one.get("apiVersion") == 1 for one in documents(path)):
            complain(path, "is no provisioning file.")


def documentation(known, listed, readable):
    path = "docs/operations.md"
    said = text(path)
    for name in sorted(set(re.findall(r"\bkist_[a-z_]+\b", said))):
        if name not in listed and name not in readable and name not in NOT_METRICS:
            complain(path, f"{name} is no metric.")
    for name in sorted(set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`", said))):
        if name not in known and not re.search(rf"\b{name}\b", text("server/src/startup.rs") + text("server/src/workers/runner.rs")):
            complain(path, f"there is no setting {name}.")


def main():
    documented, known = settings()
    listed, readable = metrics()
    answers = seconds("server/src/startup.rs", "LAST_ANSWERS")
    # LAST_JOBS, and five seconds until it gives up (server/src/workers/runner.rs).
    jobs = seconds("server/src/workers/runner.rs", "LAST_JOBS") + 5
    drain = {"web": answers + STATEMENT_REST + GOODBYE, "worker": jobs + GOODBYE}
    metrics_of_program(listed)
    dockerfile(sys.argv[1], known)
    compose(documented, known, drain)
    kubernetes(known, drain)
    prometheus(readable)
    dashboards(readable)
    documentation(known, listed, readable)
    for sentence in dict.fromkeys(wrong):
        print(sentence, file=sys.stderr)
    return bool(wrong)


sys.exit(main())
