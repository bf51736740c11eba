// Runs the collection against a product that is up: a line for each folder, then what failed. scripts/postman calls it.
//   node docs/postman/run.mjs [BASE_URL]
import newman from 'newman';
import { readFileSync } from 'node:fs';

const SHOWN_AT_MOST = 40;

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const environment = read('kist.postman_environment.json');
const setting = environment.values.find((value) => value.key === 'baseUrl');
if (process.argv[2]) setting.value = process.argv[2].replace(/\/+$/, '');

await fetch(`${setting.value}/health`).catch(() => {
    console.error(`Nothing answers at ${setting.value}: start the product (make run), or say where it is.`);
    process.exit(2);
});

const began = Date.now();
const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

/** Of an item, the names from the outermost folder to itself. */
const names = (item) => (item?.parent?.() ? [...names(item.parent()), item.name] : []);
const failures = [];
let requests = 0;
let folder;

function close() {
    if (!folder) return;
    const failed = failures.length - folder.failures;
    console.log(`${failed ? 'FAILED' : 'ok    '} ${folder.name}: ${requests - folder.requests} requests, ${failed ? `${failed} failures, ` : ''}${seconds(folder.began)}`);
}

function fail(item, what) {
    failures.push(`${[...names(item)].join(' / ')}\n    ${what}`);
}

newman
    .run({ collection: read('kist.postman_collection.json'), environment, timeoutRequest: 30_000 }, (error, summary) => {
        if (error) {
            console.error(`The collection could not be run: ${error.message}`);
            process.exit(2);
        }
        close();
        if (failures.length) console.log(`\n${failures.slice(0, SHOWN_AT_MOST).join('\n')}`);
        if (failures.length > SHOWN_AT_MOST) console.log(`… and ${failures.length - SHOWN_AT_MOST} more`);
        const assertions = summary.run.stats.assertions.total;
        console.log(`\n${setting.value}: ${requests} requests, ${assertions} assertions, ${failures.length} failures, ${seconds(began)}`);
        process.exit(failures.length || !assertions ? 1 : 0);
    })
    .on('beforeItem', (_, { item }) => {
        const name = names(item).slice(0, 2).join(' / ');
        if (name === folder?.name) return;
        close();
        folder = { name, requests, failures: failures.length, began: Date.now() };
    })
    .on('request', (error, { item }) => {
        requests += 1;
        if (error) fail(item, `was not answered: ${error.message}`);
    })
    .on('assertion', (error, { assertion, item }) => error && fail(item, `${assertion}: ${error.message}`))
    .on('script', (error, { item }) => error && fail(item, `a script broke: ${error.message}`))
    .on('testScript', (error, { item }) => error && fail(item, `a test script broke: ${error.message}`))
    .on('prerequestScript', (error, { item }) => error && fail(item, `a script before it broke: ${error.message}`));
