import { plainWords } from "../../../knowledge/launchers.ts";
import { stepsWithin } from "../../../pipeline/callee.ts";
import { type Program, programsOf } from "../../../pipeline/programs.ts";
import { readYaml } from "../../../workspace/yaml-tree.ts";
import { pathsBeside } from "../../about.ts";
import { familyOf } from "../../code/lexer.ts";
import { SourceFile } from "../../code/source-file.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { evidence, likely, manual, met, notApplicable } from "../../verdict.ts";

export const loadTest: Assessor = {
  id: "monitoring.load-test",
  looksAt:
    "Scripts of k6, Locust, Gatling, Artillery and JMeter, told by what they import or hold, and the steps of workflows that run them or `vegeta`, `oha`, `wrk`, `hey`, `autocannon` and their like.",
  action: {
    kind: "decide",
    title: "Test the load",
    asks: "Name the report of a load test: how many requests a second it bore, with how many instances, and what gave way first.",
  },
  assess(service) {
    if (!service.answersRequests) return notApplicable("It answers no requests whose number could grow.");
    const scripts = scriptsOf(service);
    const runs = runsOf(service);
    if (runs.length > 0) return met("The pipeline runs a load test; what it shows has to be looked at.", [...runs, ...scripts].slice(0, 5));
    if (scripts.length > 0)
      return likely("There is a load test; that it was run, and what it showed, is not to be seen here.", scripts.slice(0, 5));
    return manual("There is no load test in this repository. Name the report of one, with the capacity that it showed.");
  },
};

/** Files that may be such scripts; tests are looked into as well, as that is where they stand. */
const candidates =
  /(?:^|\/)locustfile[\w-]*\.py$|(?:^|\/)(?:[\w.-]*(?:load|perf|stress|soak|spike|capacity|k6|locust|gatling|artillery|bench)[\w.-]*)\/(?:[^/]+\/){0,5}[^/]+\.(?:[cm]?[jt]s|py|java|kt|scala|ya?ml)$|(?:^|\/)[\w.-]*(?:load|perf|stress|soak|spike|k6|locust|artillery|simulation)[\w.-]*\.(?:[cm]?[jt]s|py|java|kt|scala|ya?ml)$|\.jmx$/i;
const maximumFiles = 200;

const modules = /^(?:k6(?:\/.*)?|locust(?:\..*)?|io\.gatling\..+|autocannon|artillery)$/;

function scriptsOf(service: Service): readonly Evidence[] {
  return pathsBeside(service, candidates)
    .slice(0, maximumFiles)
    .flatMap((path): Evidence[] => {
      const written = service.workspace.read(path);
      const text = written ?? "";
      // Nothing else has that ending.
      if (path.endsWith(".jmx"))
        return written === undefined || text.includes("<jmeterTestPlan")
          ? [evidence(path, 1, "a plan of JMeter", written === undefined ? "code" : "structure")]
          : [];
      if (/\.ya?ml$/.test(path)) return isArtillery(text) ? [evidence(path, 1, "a script of Artillery")] : [];
      const family = familyOf(path);
      const one = family && new SourceFile(path, text, family).imports.find(({ module }) => modules.test(module));
      return one ? [evidence(path, one.line, `imports \`${one.module}\``)] : [];
    });
}

/** https://www.artillery.io/docs/reference/test-script */
function isArtillery(text: string): boolean {
  const [root] = readYaml(text);
  return root?.get("config")?.get("phases") !== undefined && root.get("scenarios") !== undefined;
}

const actions =
  /^(?:grafana\/(?:k6-action|run-k6-action)|artilleryio\/action-cli|rbhadti94\/apache-jmeter-action|apardo04\/apache-jmeter-action|gatling\/enterprise-action)$/;

/** Steps of workflows that put load on something. */
function runsOf({ workflows, workspace }: Service): readonly Evidence[] {
  return workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) =>
      stepsWithin(job, workspace).steps.flatMap((step): Evidence[] => {
        const { uses } = step;
        if (uses?.action !== undefined && actions.test(uses.action)) {
          const { path, line } = placeIn(step.file, uses.span);
          return [evidence(path, line, `\`${uses.action}\` runs it`)];
        }
        return programsOf(step, workspace)
          .filter(putsLoad)
          .slice(0, 1)
          .map((program) => {
            const { path, line } = placeIn(step.file, program.span);
            return evidence(path, line, `\`${program.name}\` runs it`);
          });
      }),
    ),
  );
}

function putsLoad({ name, args }: Program): boolean {
  const [first] = plainWords(name, args);
  const line = ` ${args.join(" ")} `;
  switch (name) {
    case "k6":
    case "artillery":
      return first === "run" || first === "cloud" || first === "quick" || first === "run-fargate";
    case "locust":
      return / --headless | --config/.test(line);
    case "jmeter":
      return / -n /.test(line);
    case "vegeta":
      return first === "attack";
    case "oha":
    case "wrk":
    case "wrk2":
    case "hey":
    case "bombardier":
    case "autocannon":
    case "ab":
    case "ghz":
      return args.some((arg) => /^https?:\/\/|:\d+/.test(arg));
    case "mvn":
    case "mvnw":
    case "gradle":
    case "gradlew":
      return /gatling(?::test|Run)/.test(line);
    case "docker":
    case "podman":
      return args.includes("run") && / (?:\S*\/)?(?:k6|locust|artillery|jmeter)(?:[:@]\S+)? /.test(line);
    case "npx":
      return /^(?:artillery|autocannon|k6)/.test(first ?? "");
    default:
      return false;
  }
}
