import { isDevelopment, productionStages, wholeOf } from "../../image/production.ts";
import { type Service, serviceOf } from "../../image/service.ts";
import type { ExposeInstruction, Stage, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import { imageUsesOf } from "../../workspace/image-uses.ts";

const server = (port: number) =>
  `FROM python:3.14-slim\nWORKDIR /app\nCOPY app ./app\nEXPOSE ${port}\nUSER 10001:10001\nHEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 CMD ["python", "health.py"]\nCMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8080"]\n`;

export default defineRule({
  id: "dockerfile/port-mismatch",
  language: "dockerfile",
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "EXPOSE names another port than the one that the program is told.",
  why: `\`EXPOSE\` opens nothing: it tells people and tools where the program listens. \`docker run -P\`, proxies that find their containers by themselves (Traefik, nginx-proxy) and hosting platforms take the port from it, and nobody answers there.

Compared are the one port that is exposed and what the command is told (\`--port 8080\`, \`--bind 0.0.0.0:8080\`), or \`ENV PORT\` where the command says nothing; all of them numbers. The command is right, so the finding is on \`EXPOSE\`. Where neither says a port, the one \`containerPort\` that the manifests of the repository name for the image is compared, unless variables or arguments may change it. What Compose publishes is compared by \`compose/unexpected-port\`.`,
  examples: [{ title: "The port of the command", bad: server(8000), good: server(8080) }],
  links: ["https://docs.docker.com/reference/dockerfile/#expose"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D11"],
  uncovers: ["dockerfile/privileged-port"],
  judges: "connected",
  check(file, { workspace, report }) {
    const told = new Set<Word>();
    for (const stage of productionStages(file, workspace)) {
      const exposed = isDevelopment(stage, workspace) ? undefined : onlyPort(stage);
      if (!exposed || told.has(exposed.word)) continue;
      const service = serviceOf(stage, workspace);
      const { path } = file.source;
      if (isTold(service, stage)) {
        const who = service.portFrom === "env" ? `\`${service.portVariable}\`` : "the command";
        if (service.port !== exposed.port && service.port !== undefined)
          tell(exposed, service.port, `${who} says ${service.port}: whoever goes by it finds nobody there. Name port ${service.port}.`, {
            path,
            span: service.portSpan as Span,
          });
      } else if (
        service.portFrom === "expose" &&
        service.portVariable === undefined &&
        productionStages(wholeOf(file), workspace).length === 1
      ) {
        const { port } = imageUsesOf(path, workspace);
        if (port && port.number !== exposed.port)
          tell(exposed, port.number, `the containers that run the image name ${port.number}, so that one of the two is wrong.`, port);
      }
    }

    function tell(
      { word, number, port }: Exposed,
      meant: number,
      why: string,
      place: { readonly path: string; readonly span: Span },
    ): void {
      told.add(word);
      report({
        span: word.span,
        message: `\`EXPOSE\` names port ${port}, but ${why}`,
        related: [{ path: place.path, span: place.span, message: `Port ${meant} is named here.` }],
        ...(word.raw === word.text &&
          word.text.startsWith(number) && {
            fixes: [
              {
                title: `Expose port ${meant}`,
                safety: "unsafe" as const,
                changes: [
                  {
                    kind: "edit" as const,
                    path: file.source.path,
                    edits: [replace({ start: word.span.start, end: word.span.start + number.length }, String(meant))],
                  },
                ],
              },
            ],
          }),
      });
    }
  },
});

interface Exposed {
  readonly word: Word;
  readonly number: string;
  readonly port: number;
}

/** The one TCP port that the chain exposes, written as a number; undefined where there are more, or others. */
function onlyPort(stage: Stage): Exposed | undefined {
  const ports = stage.chainInstructions.filter((one): one is ExposeInstruction => one.keyword === "EXPOSE").flatMap((one) => one.ports);
  const [word] = ports;
  const number = word && /^(\d{1,5})(?:\/tcp)?$/i.exec(word.text)?.[1];
  return word && number && ports.length === 1 ? { word, number, port: Number(number) } : undefined;
}

/** Whether a number in the file tells the program its port, and nothing that is not seen may tell it another. */
function isTold({ isService, port, portFrom, portSpan }: Service, stage: Stage): boolean {
  if (port === undefined || isService === false || !portSpan || (portFrom !== "command" && portFrom !== "env")) return false;
  return !/[$]/.test(stage.file.source.slice(portSpan));
}
