// Whether the collection has a request for every route of the OpenAPI document, and a test in every request.
//   node docs/postman/coverage.mjs [openapi.json]
import { readFileSync } from "node:fs";

const METHODS = ["get", "post", "put", "patch", "delete"];

const read = (place) => JSON.parse(readFileSync(place, "utf8"));
const { paths } = read(process.argv[2] ?? new URL("../openapi.json", import.meta.url));
const collection = read(new URL("kist.postman_collection.json", import.meta.url));

const segments = (path) => path.split("/").filter((segment) => segment !== "");
const isFree = (segment) => /^\{.*\}$/.test(segment);
const freeOf = (route) => route.path.filter(isFree).length;

// What has servers of its own stands at the root.
const routes = Object.entries(paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: segments((item.servers ? "" : "/api/v1") + path),
    isAsked: false,
    isAnswered: false,
  })),
);

const requestsOf = (items) => items.flatMap((item) => (item.item ? requestsOf(item.item) : [item]));
const requests = requestsOf(collection.item);
const testsOf = ({ event = [] }) =>
  event
    .filter(({ listen }) => listen === "test")
    .flatMap(({ script }) => script.exec)
    .join("\n");

/** The route that a request is for. A variable is never a word of a route, but a word may be the value of a parameter. */
function routeOf({ method, url }) {
  const path = url.raw.replace("{{baseUrl}}", "").split("?")[0].replace(/^\/api\/(?!v1\/)/, "/api/v1/");
  const asked = segments(path);
  const fits = (route) =>
    route.method === method &&
    route.path.length === asked.length &&
    route.path.every((segment, place) => isFree(segment) || segment === asked[place]);
  // `/loans/my-loans` fits `/loans/{id}` as well.
  return routes.filter(fits).sort((one, other) => freeOf(one) - freeOf(other))[0];
}

for (const item of requests) {
  const route = routeOf(item.request);
  if (!route) continue;
  route.isAsked = true;
  route.isAnswered ||= testsOf(item).includes("it.answers(");
}

const tell = (title, items) => items.length && console.log(`${title}:\n${items.map(({ name }) => `    ${name}`).join("\n")}`);
const missing = routes.filter((route) => !route.isAsked);
const untested = requests.filter((item) => !/it\.(answers|refuses)\(/.test(testsOf(item)));
tell("Asked only so that they refuse", routes.filter((route) => route.isAsked && !route.isAnswered));
tell("Routes without a request", missing);
tell("Requests without a test", untested);
console.log(`${routes.length - missing.length} of ${routes.length} routes have a request; there are ${requests.length} requests.`);
process.exit(missing.length || untested.length ? 1 : 0);
