import { CaseRunner, type ConformanceCase } from "../case-runner.js";
import { Control } from "../control.js";

// The same as run.js in a page: the tests call it, and what it throws fails them.
async function runCase(name: string, protocol: "json" | "messagepack"): Promise<void> {
  const { cases } = (await (await fetch("/clients/conformance/cases.json")).json()) as { cases: ConformanceCase[] };
  const single = cases.find((candidate) => candidate.name === name);
  if (single === undefined) {
    throw new Error(`There is no case "${name}".`);
  }

  await new CaseRunner(single, protocol, new Control(location.origin)).run();
}

Object.assign(globalThis, { runCase });
