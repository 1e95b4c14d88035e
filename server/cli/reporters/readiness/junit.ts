import { type AssessedItem, type AssessedService, isOpen } from "../../../engine/index.ts";
import { failsReadiness, type ReadinessFailure, type ReadinessReport } from "../../readiness-report.ts";
import { xmlText } from "../xml.ts";

/** A suite for each service, a case for each item: failed where `--fail-on` names it, passed where it is done, else skipped with the reason. */
export function junit({ services, failOn }: ReadinessReport): string {
  const suites = services.map((service) => suiteOf(service, failOn));
  const sum = (key: "tests" | "failures" | "skipped") => suites.reduce((total, suite) => total + suite[key], 0);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Production readiness" tests="${sum("tests")}" failures="${sum("failures")}" skipped="${sum("skipped")}">
${suites.map(({ text }) => text).join("")}</testsuites>
`;
}

function suiteOf({ name, level, items }: AssessedService, failOn: ReadonlySet<ReadinessFailure>) {
  const states = items.map((item) => ({ item, state: stateOf(item, failOn) }));
  const count = (wanted: ReturnType<typeof stateOf>) => states.filter(({ state }) => state === wanted).length;
  const [tests, failures, skipped] = [items.length, count("failed"), count("skipped")];
  const cases = states.map(({ item, state }) => caseOf(item, state, name, level)).join("");
  return {
    tests,
    failures,
    skipped,
    text: `  <testsuite name="${xmlText(name)}" tests="${tests}" failures="${failures}" skipped="${skipped}">\n${cases}  </testsuite>\n`,
  };
}

function stateOf(item: AssessedItem, failOn: ReadonlySet<ReadinessFailure>): "failed" | "skipped" | "passed" {
  if (failsReadiness(item, failOn)) return "failed";
  return !item.isRequired || isOpen(item) || item.status === "likely" ? "skipped" : "passed";
}

function caseOf(item: AssessedItem, state: ReturnType<typeof stateOf>, service: string, level: string): string {
  const { id, category, title, status, because, evidence, isRequired } = item;
  const head = `    <testcase classname="${xmlText(`${service}.${category}`)}" name="${xmlText(`${id}: ${title}`)}">`;
  const places = evidence.map(({ path, line, note }) => `\n${path}:${line}: ${note}`).join("");
  const message = xmlText(isRequired ? `${status}: ${because}` : `${status}, and level ${level} does not ask for it: ${because}`);
  const body =
    state === "failed"
      ? `<failure type="${status}" message="${message}">${xmlText(`${because}${places}`)}</failure>`
      : `${state === "skipped" ? `<skipped message="${message}"/>` : ""}<system-out>${xmlText(`${status}: ${because}${places}`)}</system-out>`;
  return `${head}${body}</testcase>\n`;
}
