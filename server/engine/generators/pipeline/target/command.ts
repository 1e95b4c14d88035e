import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run } from "../steps.ts";
import type { Target } from "./model.ts";
import { addressVariable, isReachable, smokeTest } from "./smoke.ts";

/** The variable by which the program of a platform takes its token. */
const tokens: Readonly<Record<string, string>> = {
  fly: "FLY_API_TOKEN",
  flyctl: "FLY_API_TOKEN",
  vercel: "VERCEL_TOKEN",
  railway: "RAILWAY_TOKEN",
  netlify: "NETLIFY_AUTH_TOKEN",
  wrangler: "CLOUDFLARE_API_TOKEN",
  heroku: "HEROKU_API_KEY",
  doctl: "DIGITALOCEAN_ACCESS_TOKEN",
  render: "RENDER_API_KEY",
  scalingo: "SCALINGO_API_TOKEN",
};

/** The secret that a command needs, by the program that it starts with. */
export function tokenOf(command: string): string | undefined {
  const words = command.trim().split(/\s+/);
  const program = /^(?:npx|pnpx|bunx|pnpm|bun|npm|yarn|dlx|exec|x|--yes|-y)$/;
  const name = words.find((word) => !program.test(word) && !/^\w+=/.test(word)) ?? "";
  return tokens[name.replace(/@.*$/, "").replace(/^.*\//, "")];
}

/** The step that has a command of the platform run, with the token that it takes. */
export function platformStep(name: string, command: string, id?: string, condition?: string): Lines {
  const token = tokenOf(command);
  return run({ name, id, if: condition, run: [command], ...(token && { env: { [token]: `\${{ secrets.${token} }}` } }) });
}

export const commandTarget: Target = {
  variables: (_plan, environment) => ({ ENVIRONMENT: environment }),
  login: () => [],
  release: (plan) => [...platformStep("Deploy", deployCommand(plan), "rollout"), ...(isReachable(plan) ? smokeTest(plan) : [])],
  // Which version ran before, the platform alone knows.
  restore: () => [],
  needs: (plan) => {
    const token = tokenOf(deployCommand(plan));
    return [
      token
        ? `Give each environment the secret \`${token}\`.`
        : `Give the job what \`${deployCommand(plan).split(/\s/)[0]}\` needs to log in, best by OIDC.`,
      ...(isReachable(plan) ? [`Give each environment the variable \`${addressVariable}\`: the address under which it is reached.`] : []),
    ];
  },
};

function deployCommand({ answers }: Plan): string {
  return answers.deployCommand ?? "";
}
