import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { composeFile } from "../release-script.ts";
import { run } from "../steps.ts";
import type { Target } from "./model.ts";
import { addressNeed, isReachable, smokeTest } from "./smoke.ts";

/** Where the application lies on its host. */
export function hostFolder({ answers }: Plan): string {
  return `/srv/${answers.service}`;
}

export const composeTarget: Target = {
  variables: () => ({ SSH_TARGET: "${{ vars.SSH_TARGET }}" }),
  login: () =>
    run({
      name: "Log in to the host",
      run: [
        'test -n "$SSH_KEY" || { echo "::error::This environment has no secret SSH_KEY."; exit 1; }',
        "install -d -m 700 ~/.ssh",
        '(umask 077; printf "%s\\n" "$SSH_KEY" > ~/.ssh/id_ed25519)',
        'printf "%s\\n" "$SSH_KNOWN_HOSTS" > ~/.ssh/known_hosts',
      ],
      env: { SSH_KEY: "${{ secrets.SSH_KEY }}", SSH_KNOWN_HOSTS: "${{ vars.SSH_KNOWN_HOSTS }}" },
    }),
  release: (plan) => {
    const file = composeFile(plan);
    return [
      ...run({
        name: "Deploy",
        id: "rollout",
        run: [
          `scp ${file} "$SSH_TARGET:${hostFolder(plan)}/"`,
          `ssh "$SSH_TARGET" ${releaseCommand(plan, '"$IMAGE"')} < scripts/release.sh`,
        ],
      }),
      ...hostSmokeTest(plan),
    ];
  },
  restore: (plan) =>
    run({
      name: "Roll back",
      // Where the containers do not come up, the script brings the release before back itself.
      if: "failure() && steps.rollout.outcome == 'success'",
      run: [`ssh "$SSH_TARGET" ${releaseCommand(plan, "previous")} < scripts/release.sh`],
    }),
  minutes: () => 30,
  needs: (plan) => [
    "Give each environment the secret `SSH_KEY`, and the variables `SSH_TARGET` (user@host) and `SSH_KNOWN_HOSTS` (the lines that `ssh-keyscan` prints for the host, compared with what the host itself says).",
    `On each host, make the folder ${hostFolder(plan)} with the \`.env\` that the application needs, and log in to the registry once.`,
    ...addressNeed(plan),
  ],
};

/** Over the network; what answers nobody is to stay up at least. */
export function hostSmokeTest(plan: Plan, condition?: string): Lines {
  if (isReachable(plan)) return smokeTest(plan, condition);
  const running = `docker compose --file ${composeFile(plan)} ps --status running --quiet ${plan.answers.service}`;
  return run({
    name: "Smoke test",
    if: condition,
    run: ["sleep 30", `ssh "$SSH_TARGET" 'cd ${hostFolder(plan)} && test -n "$(${running})"'`],
  });
}

/** What runs the script on the host. The arguments are words for the shell there. */
export function releaseCommand(plan: Plan, release: string): string {
  return `sh -s -- ${hostFolder(plan)} ${composeFile(plan)} ${release}`;
}
