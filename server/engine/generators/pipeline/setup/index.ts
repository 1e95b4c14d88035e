import type { Ecosystem } from "../../../detection/names.ts";
import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { checkout, run } from "../steps.ts";
import { setUpDotnet } from "./dotnet.ts";
import { setUpGo } from "./go.ts";
import { setUpJava } from "./java.ts";
import { setUpNode } from "./node.ts";
import { setUpPhp } from "./php.ts";
import { setUpPython } from "./python.ts";
import { setUpRuby } from "./ruby.ts";
import { setUpRust } from "./rust.ts";

const byEcosystem: Readonly<Record<Ecosystem, (plan: Plan) => Lines>> = {
  node: setUpNode,
  python: setUpPython,
  go: setUpGo,
  java: setUpJava,
  rust: setUpRust,
  dotnet: setUpDotnet,
  ruby: setUpRuby,
  php: setUpPhp,
  static: (plan) => (plan.answers.packageManager === undefined ? [] : setUpNode(plan)),
};

/** What stands before the checks of a job: the code, the language, the dependencies of the lock file. */
export function setUp(plan: Plan): Lines {
  const { ecosystem } = plan.answers;
  const install = plan.application.tasks.install?.value;
  return [
    checkout(),
    byEcosystem[ecosystem](plan),
    // Ruby's action installs by itself.
    install !== undefined && ecosystem !== "ruby" && run({ name: "Install dependencies", run: [install] }),
  ];
}
