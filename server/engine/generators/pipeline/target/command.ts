import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run } from "../steps.ts";
import type { Target } from "./model.ts";
import { addressNeed, isReachable, smokeTest } from "./smoke.ts";

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

/** On GitHub's runners from the start. Source: https://github.com/actions/runner-images. */
const installed: ReadonlySet<string> = new Set([
  "aws",
  "az",
  "gcloud",
  "gh",
  "helm",
  "kubectl",
  "npm",
  "npx",
  "curl",
  "ssh",
  "rsync",
  "sh",
  "bash",
]);

/** The secret that a command needs, by the program that it starts with. */
export function tokenOf(command: string): string | undefined {
  const words = command.trim().split(/\s+/);
  const program = /^(?:npx|pnpx|bunx|pnpm|bun|npm|yarn|dlx|exec|x|--yes|-y)$/;
  const name = words.find((word) => !program.test(word) && !/^\w+=/.test(word)) ?? "";
  return tokens[name.replace(/@.*$/, "").replace(/^.*\//, "")];
}

interface PlatformStep {
  readonly name: string;
  readonly command: string;
  readonly id?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A step that runs a command of the platform, with the token that it takes. */
export function platformStep({ name, command, id, env = {} }: PlatformStep): Lines {
  const token = tokenOf(command);
  return run({ name, id, run: [command], env: { ...env, ...(token && { [token]: `\${{ secrets.${token} }}` }) } });
}

export const commandTarget: Target = {
  variables: (_plan, environment) => ({ ENVIRONMENT: environment }),
  login: () => [],
  release: (plan) => [
    ...platformStep({ name: "Deploy", command: deployCommand(plan), id: "rollout" }),
    ...(isReachable(plan) ? smokeTest(plan) : []),
  ],
  // Which version ran before, the platform alone knows.
  restore: () => [],
  minutes: () => 30,
  needs: (plan) => {
    const token = tokenOf(deployCommand(plan));
    const program = deployCommand(plan).trim().split(/\s/)[0] ?? "";
    return [
      token ? `Give each environment the secret \`${token}\`.` : `Give the jobs what \`${program}\` needs to log in, best by OIDC.`,
      ...(installed.has(program) || /[./]/.test(program)
        ? []
        : [`Install \`${program}\` in a step before, for the runner does not have it.`]),
      ...addressNeed(plan),
    ];
  },
};

function deployCommand({ answers }: Plan): string {
  return answers.deployCommand ?? answers.rollbackCommand ?? "";
}
