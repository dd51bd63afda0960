import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { CaseRunner, type ConformanceCase } from "./case-runner.js";
import { Control } from "./control.js";

// Runs one case against a service that the tests have started. Exit code 0: it held. The process must end by itself: a
// client that was stopped leaves no timer and no socket behind.
const { values } = parseArgs({
  options: { control: { type: "string" }, case: { type: "string" }, protocol: { type: "string", default: "json" } },
});
const file = new URL("../../../conformance/cases.json", import.meta.url);
const { cases } = JSON.parse(await readFile(file, "utf8")) as { cases: ConformanceCase[] };
const single = cases.find((candidate) => candidate.name === values.case);
if (single === undefined || values.control === undefined) {
  throw new Error(`Usage: run.js --control URL --case NAME [--protocol json|messagepack]; there is no case "${values.case}".`);
}

await new CaseRunner(single, values.protocol as "json" | "messagepack", new Control(values.control)).run();
