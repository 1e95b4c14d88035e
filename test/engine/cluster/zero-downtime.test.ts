import { describe, expect, it } from "vitest";
import { zeroDowntime } from "../../../server/engine/cluster/zero-downtime.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { autoscaler, service, workload } from "../../rules/kubernetes/manifests.ts";

const path = "deploy/app.yaml";

/** The text after the edits for its first object; undefined where there are none. */
function made(text: string, others: Readonly<Record<string, string>> = {}, version = "1.36"): string | undefined {
  const workspace = memoryWorkspace({ ...others, [path]: text });
  const [object] = parse(new SourceText(path, text), "kubernetes").objects;
  const edits = object?.workload && zeroDowntime(object.workload, workspace, version);
  return edits && applyEdits(text, edits);
}

const port = "          ports:\n            - name: http\n              containerPort: 8080\n";
const http = service("web").replace("    - port: 80\n", "    - port: 80\n      targetPort: http\n");

describe("zeroDowntime", () => {
  const text = workload({ container: port }) + http;

  it("writes all that is missing, in house order", () => {
    const result = made(text) as string;
    expect(result).toContain(
      "spec:\n  replicas: 2\n  minReadySeconds: 10\n  selector:\n    matchLabels:\n      app: web\n  strategy:\n    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 1\n      maxUnavailable: 0\n  template:\n",
    );
    expect(result).toContain(
      "          lifecycle:\n            preStop:\n              sleep:\n                seconds: 10\n          readinessProbe:\n            httpGet:\n",
    );
    expect(
      result.endsWith(
        "kind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n",
      ),
    ).toBe(true);
    expect(parse(new SourceText(path, result), "kubernetes").problems).toEqual([]);
  });

  it("changes nothing the second time", () => {
    expect(made(made(text) as string)).toBeUndefined();
    const windows = text.replaceAll("\n", "\r\n");
    expect(made(windows)).toBe((made(text) as string).replaceAll("\n", "\r\n"));
  });

  it("keeps what is there", () => {
    const good = workload({
      spec: "  replicas: 4\n  minReadySeconds: 5\n  strategy:\n    rollingUpdate:\n      maxSurge: 50%\n      maxUnavailable: 25%\n",
      container: `${port}          readinessProbe:\n            tcpSocket:\n              port: http\n`,
    });
    const result = made(good + http) as string;
    expect(result).toContain(
      "  replicas: 4\n  minReadySeconds: 5\n  strategy:\n    rollingUpdate:\n      maxSurge: 50%\n      maxUnavailable: 0\n",
    );
    expect(result.match(/readinessProbe/g)).toHaveLength(1);
  });

  it("takes Recreate away, and leaves the number to an autoscaler", () => {
    const result = made(workload({ spec: "  strategy:\n    type: Recreate\n", container: port }) + http + autoscaler("web", 2)) as string;
    expect(result).toContain("    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 1\n      maxUnavailable: 0\n");
    expect(result).not.toContain("replicas:");
  });

  it("gives the hook time, and uses what the release has", () => {
    const short = workload({ pod: "      terminationGracePeriodSeconds: 10\n", container: port }) + http;
    expect(made(short)).toContain("      terminationGracePeriodSeconds: 40\n");
    expect(made(text, {}, "1.29")).toContain('              exec:\n                command: [sleep, "10"]\n');
  });

  it.each([
    ["no Service", workload({ container: port })],
    ["a database", workload({ name: "web", image: "postgres:18.1", container: port }) + http],
    ["a StatefulSet", workload({ kind: "StatefulSet", container: port }) + http],
    ["a patch", `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n${http}`],
    ["broken YAML", workload({ container: `${port}\t- x: [\n` }) + http],
  ])("leaves %s alone", (_, manifest) => {
    expect(made(manifest)).toBeUndefined();
  });

  it("writes nothing where a template writes", () => {
    const result = made(
      workload({
        spec: "  replicas: {{ .Values.replicas }}\n  {{- with .Values.strategy }}\n  strategy:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n",
        container: port,
      }) + http,
    );
    expect(result ?? "").not.toMatch(/minReadySeconds|maxSurge|replicas: 2|PodDisruptionBudget/);
  });
});
