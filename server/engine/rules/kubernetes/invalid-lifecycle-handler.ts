import { fixesOf, removeKey, setValue } from "../../cluster/edit.ts";
import { hooksOf, removeSilently, replaceHandler } from "../../cluster/probes.ts";
import { isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (handler: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      lifecycle:\n        preStop:\n${handler}`;

export default defineRule({
  id: "kubernetes/invalid-lifecycle-handler",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A lifecycle hook that never works: by TCP, or with several handlers.",
  why: `
A hook runs a command (\`exec\`), sends a request (\`httpGet\`) or waits (\`sleep\`). \`tcpSocket\` is only kept in the API for old manifests: it fails when it is run, so a \`postStart\` hook keeps the container from starting and a \`preStop\` hook does nothing. More than one handler is rejected by the API server.`,
  examples: [
    {
      title: "Waits for the traffic to leave",
      bad: pod("          tcpSocket:\n            port: 8080\n"),
      good: pod("          sleep:\n            seconds: 10\n"),
    },
    {
      title: "One handler",
      bad: pod("          httpGet:\n            path: /drain\n            port: 8080\n          sleep:\n            seconds: 10\n"),
      good: pod("          httpGet:\n            path: /drain\n            port: 8080\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: ["kubernetes/pre-stop-over-grace"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      for (const { name, mapping, handlers } of hooksOf(object)) {
        const [kept, extra, ...more] = handlers;
        const hook = mapping.entry;
        if (!kept && hook && mapping.entries.length === 0 && !mapping.isOpen && !isPartial(object, workspace)) {
          report({
            span: hook.keySpan,
            message: `\`${name}\` does nothing, and the API server takes exactly one of \`exec\`, \`httpGet\` and \`sleep\`. Write one, or remove it.`,
            fixes: [
              ...(name === "preStop" ? fixesOf("Wait 10 s", "unsafe", object, setValue(object, hook, { sleep: { seconds: 10 } })) : []),
              ...fixesOf(`Remove \`${name}\``, "unsafe", object, removeKey(object, hook)),
            ],
          });
        }
        const tcp = handlers.find(({ kind }) => kind === "tcpSocket");
        if (tcp) {
          report({
            span: tcp.entry.keySpan,
            message: `A \`tcpSocket\` in \`${name}\` fails whenever it is run. Use \`exec\`, \`httpGet\`${name === "preStop" ? ", or `sleep` for waiting until the traffic has left" : ""}.`,
            fixes:
              handlers.length > 1
                ? fixesOf("Remove `tcpSocket`", "unsafe", object, removeSilently(object, tcp.entry))
                : name === "preStop"
                  ? fixesOf(
                      "Wait 10 s instead",
                      "unsafe",
                      object,
                      replaceHandler(object, tcp, { kind: "sleep", value: { seconds: 10 }, program: "" }),
                    )
                  : [],
          });
        } else if (kept && extra) {
          report({
            span: extra.entry.keySpan,
            message: `\`${name}\` has \`${kept.kind}\` and \`${extra.kind}\`, and the API server takes exactly one. Keep one of them.`,
            fixes:
              more.length > 0
                ? []
                : [
                    ...fixesOf(`Keep \`${kept.kind}\``, "unsafe", object, removeSilently(object, extra.entry)),
                    ...fixesOf(`Keep \`${extra.kind}\``, "unsafe", object, removeSilently(object, kept.entry)),
                  ],
          });
        }
      }
    }
  },
});
