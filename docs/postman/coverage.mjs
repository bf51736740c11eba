// Whether the collection has a request for every route of the OpenAPI document, and a test in every request.
//   node docs/postman/coverage.mjs [openapi.json]
import { readFileSync } from 'node:fs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const read = (place) => JSON.parse(readFileSync(place, 'utf8'));
const document = read(process.argv[2] ?? new URL('../openapi.json', import.meta.url));
const collection = read(new URL('kist.postman_collection.json', import.meta.url));

/** `/api/v1/loans/{id}`, as its segments; routes with servers of their own stand at the root. */
const segments = (path) => path.split('/').filter((segment) => segment !== '');
const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path: segments((item.servers ? '' : '/api/v1') + path),
        answered: false,
        asked: false,
    })),
);

function requestsOf(items) {
    return items.flatMap((item) => (item.item ? requestsOf(item.item) : [item]));
}
const requests = requestsOf(collection.item);
const scripts = ({ event = [] }) => event.filter((one) => one.listen === 'test').flatMap((one) => one.script.exec).join('\n');

const isFree = (segment) => /^\{.*\}$/.test(segment);
const fits = (route, method, path) =>
    route.method === method &&
    route.path.length === path.length &&
    // What is written out may be the value of a parameter; a variable is never a word of the route.
    route.path.every((segment, place) => (isFree(segment) ? true : segment === path[place]));

for (const item of requests) {
    const path = item.request.url.raw.replace('{{baseUrl}}', '').split('?')[0].replace(/^\/api\/(?!v1\/)/, '/api/v1/');
    const found = routes.filter((route) => fits(route, item.request.method, segments(path)));
    // `/loans/my-loans` fits `/loans/{id}` as well: the route with fewer parameters is meant.
    const free = (route) => route.path.filter(isFree).length;
    const route = found.sort((one, other) => free(one) - free(other))[0];
    if (!route) continue;
    route.asked = true;
    route.answered ||= scripts(item).includes('it.answers(');
}

const list = (title, names) => names.length && console.log(`${title}:\n${names.map((name) => `    ${name}`).join('\n')}`);
const missing = routes.filter((route) => !route.asked).map((route) => route.name);
const untested = requests.filter((item) => !/it\.(answers|refuses)\(/.test(scripts(item))).map((item) => item.name);
list('Only refused, which is all that is tested of it', routes.filter((route) => route.asked && !route.answered).map((route) => route.name));
list('Routes without a request', missing);
list('Requests without a test', untested);
console.log(`${routes.length - missing.length} of ${routes.length} routes have a request; there are ${requests.length} requests.`);
process.exit(missing.length || untested.length ? 1 : 0);
