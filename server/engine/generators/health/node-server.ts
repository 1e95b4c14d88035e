import { inFolder } from "../../workspace/paths.ts";
import { codeFile, type Dialect, dialectOf, type Import } from "../code/javascript.ts";
import type { Generation, Plan } from "../model.ts";
import { type Check, checksOf } from "./node-checks.ts";
import { lifecycleFile, type ServerCode } from "./node-lifecycle.ts";
import { moduleNames, servedNotes } from "./node-notes.ts";
import { clientImports, clientsParameter, clientsType, phaseCode, readinessImports, reporterCode, tokenCode } from "./node-readiness.ts";
import { type HealthPaths, healthPaths } from "./paths.ts";

/** What the endpoints of a framework are written from. */
export interface Endpoints {
  readonly dialect: Dialect;
  readonly checks: readonly Check[];
  readonly paths: HealthPaths;
  readonly hasDetails: boolean;
  /** The parameter by which the clients come in; "" where nothing is checked. */
  readonly clients: string;
  /** Before a handler that asks for the report: `async `, where that takes time. */
  readonly asking: string;
}

/** A framework whose program is a server of Node's own. */
export interface ServerFramework {
  readonly imports: readonly Import[];
  readonly endpoints: (endpoints: Endpoints) => string;
  readonly lifecycle: ServerCode;
  /** The lines that the program gets. */
  readonly notes: (plan: Plan, checks: readonly Check[]) => readonly string[];
}

/** The module with the endpoints, and the one that takes the server through its life. */
export function serverHealth(plan: Plan, { imports, endpoints, lifecycle, notes }: ServerFramework): Generation {
  const dialect = dialectOf(plan);
  const checks = checksOf(plan);
  const paths = healthPaths(plan);
  const hasDetails = plan.answers.details === "token";
  const all = [...readinessImports(checks, hasDetails), ...imports, ...clientImports(checks)];
  const own = all.filter(({ from }) => from.startsWith("node:")).sort((a, b) => (a.from < b.from ? -1 : 1));
  return {
    files: [
      {
        path: inFolder(dialect.folder, `${moduleNames(plan, dialect).health}.${dialect.ending}`),
        about: "Endpoints for liveness, readiness and monitoring",
        text: codeFile(
          dialect,
          [...own, ...all.filter((one) => !own.includes(one))],
          [
            clientsType(dialect, checks),
            phaseCode(dialect),
            endpoints({
              dialect,
              checks,
              paths,
              hasDetails,
              clients: clientsParameter(dialect, checks),
              asking: checks.length > 0 ? "async " : "",
            }),
            reporterCode(dialect, checks),
            hasDetails ? tokenCode(dialect) : "",
          ],
        ),
      },
      lifecycleFile(dialect, plan, lifecycle),
    ],
    notes: [...notes(plan, checks), ...servedNotes(plan, dialect, paths)],
  };
}
