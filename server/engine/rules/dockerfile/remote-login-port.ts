import { withTriggers } from "../../image/command.ts";
import { defineRule } from "../../rule.ts";

/** What people log in to. Source: https://www.iana.org/assignments/service-names-port-numbers. */
const logins: ReadonlyMap<string, string> = new Map([
  ["22", "SSH"],
  ["23", "Telnet"],
  ["3389", "Remote Desktop"],
  ["5900", "VNC"],
]);

export default defineRule({
  id: "dockerfile/remote-login-port",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "The image offers a port to log in by.",
  why: `A container that people log in to is changed by hand, and has passwords or keys, a second process and one more program to patch. What was changed is gone with the next deployment.

Look into a running container by \`docker exec\` or \`kubectl exec\` and \`kubectl debug\`, which need no port and ask who you are. For an image whose purpose is to be logged in to, ignore this with a reason.`,
  examples: [
    {
      title: "SSH beside the service",
      bad: "FROM nginx:1.29\nEXPOSE 80 22\n",
      good: "FROM nginx:1.29\nEXPOSE 80\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/cli/docker/container/exec/",
    "https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/",
  ],
  since: "0.6.0",
  patterns: ["P4"],
  alsoKnownAs: ["trivy:DS-0004", "checkov:CKV_DOCKER_1", "sonar:S6473"],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword !== "EXPOSE") continue;
      for (const { value, span } of one.ports) {
        const login = logins.get(value?.replace(/\/tcp$/i, "") ?? "");
        if (login) report({ span, message: `Port ${value} is that of ${login}. Look into containers by \`exec\` instead.` });
      }
    }
  },
});
