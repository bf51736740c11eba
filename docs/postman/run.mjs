// Runs the collection against a product that is up: a line for each folder, then what failed. scripts/postman calls it.
//   node docs/postman/run.mjs [BASE_URL]
import newman from "newman";
import { readFileSync } from "node:fs";

// What fails first makes what follows fail.
const SHOWN_AT_MOST = 40;
const REQUEST_TIMEOUT = 30_000;

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

const environment = read("kist.postman_environment.json");
const baseUrl = environment.values.find((value) => value.key === "baseUrl");
if (process.argv[2]) baseUrl.value = process.argv[2].replace(/\/+$/, "");

await fetch(`${baseUrl.value}/health`).catch(() => {
  console.error(`Nothing answers at ${baseUrl.value}: start the product (make run), or say where it is.`);
  process.exit(2);
});

const began = Date.now();
const failures = [];
let requests = 0;
let folder;

/** Of an item, the names from the outermost folder to its own. */
const names = (item) => (item?.parent?.() ? [...names(item.parent()), item.name] : []);

const fail = (item, what) => failures.push(`${names(item).join(" / ")}\n    ${what}`);

function close() {
  if (!folder) return;
  const failed = failures.length - folder.failures;
  const told = [`${requests - folder.requests} requests`, ...(failed ? [`${failed} failures`] : []), seconds(folder.began)];
  console.log(`${failed ? "FAILED" : "ok    "} ${folder.name}: ${told.join(", ")}`);
}

function ended(error, summary) {
  if (error) {
    console.error(`The collection could not be run: ${error.message}`);
    process.exit(2);
  }
  close();
  if (failures.length) console.log(`\n${failures.slice(0, SHOWN_AT_MOST).join("\n")}`);
  if (failures.length > SHOWN_AT_MOST) console.log(`… and ${failures.length - SHOWN_AT_MOST} more`);
  const assertions = summary.run.stats.assertions.total;
  console.log(`\n${baseUrl.value}: ${requests} requests, ${assertions} assertions, ${failures.length} failures, ${seconds(began)}`);
  process.exit(failures.length || !assertions ? 1 : 0);
}

newman
  .run({ collection: read("kist.postman_collection.json"), environment, timeoutRequest: REQUEST_TIMEOUT }, ended)
  .on("beforeItem", (_, { item }) => {
    const name = names(item).slice(0, 2).join(" / ");
    if (name === folder?.name) return;
    close();
    folder = { name, requests, failures: failures.length, began: Date.now() };
  })
  .on("request", (error, { item }) => {
    requests += 1;
    if (error) fail(item, `was not answered: ${error.message}`);
  })
  .on("assertion", (error, { assertion, item }) => error && fail(item, `${assertion}: ${error.message}`))
  .on("script", (error, { item }) => error && fail(item, `a script broke: ${error.message}`));
