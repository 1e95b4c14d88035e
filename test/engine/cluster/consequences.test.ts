// What probes and shutdown come to, in words.
import { describe, expect, it } from "vitest";
import {
  consequencesOf,
  probeConsequences,
  shutdownConsequences,
  shutdownConsequencesOf,
} from "../../../server/engine/cluster/consequences.ts";
import { defaultProbe } from "../../../server/engine/cluster/probe-timing.ts";
import { parseManifest } from "../../../server/engine/languages/kubernetes/file.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const alone = { hasStartupProbe: false };

describe("probeConsequences", () => {
  it("tells of the defaults", () => {
    expect(probeConsequences("liveness", defaultProbe, { ...alone, graceSeconds: 30 })).toEqual([
      "killed 20–31 s after a hang",
      "up to 30 s more pass for its shutdown",
      "without a startup probe, it is killed in a loop where it takes longer than 20 s to start",
      "first asked 0–10 s after the container's start",
    ]);
    expect(probeConsequences("readiness", defaultProbe, alone)).toEqual([
      "taken out of service after 20–31 s",
      "back after ≤ 10 s",
      "first asked 0–10 s after the container's start",
    ]);
    expect(probeConsequences("startup", { ...defaultProbe, periodSeconds: 5, failureThreshold: 30 }, { hasStartupProbe: true })).toEqual([
      "start-up budget 150 s",
      "an application that answers within 2 min 25 s is never killed",
      "one that does not answer is killed after 2 min 31 s at the latest",
      "liveness and readiness wait until it has succeeded once",
    ]);
  });
  it("tells what a delay means beside a startup probe", () => {
    const told = probeConsequences("readiness", { ...defaultProbe, initialDelaySeconds: 5 }, { hasStartupProbe: true });
    expect(told.at(-1)).toContain("counts from the container's start");
    expect(probeConsequences("readiness", defaultProbe, { hasStartupProbe: true })).toHaveLength(2);
  });
  it("tells of a timeout over the period", () => {
    expect(probeConsequences("liveness", { ...defaultProbe, periodSeconds: 5, timeoutSeconds: 15 }, alone).at(-1)).toBe(
      "asked every 15 s instead of 5 s while answers time out",
    );
  });
});

describe("shutdownConsequences", () => {
  it.each([
    [10, 30, "preStop 10 s of the 30 s grace", "the stop signal follows after 10 s, and the application then has 20 s to finish"],
    [30, 20, "preStop 30 s of the 20 s grace", "the hook is cut, and the application has 2 s between signal and kill"],
  ])("%d of %d", (preStop, grace, short, long) => expect(shutdownConsequences(preStop, grace)).toEqual([short, long]));
});

describe("of a container", () => {
  const container = (more: string, pod = "") =>
    parseManifest(
      new SourceText(
        "pod.yaml",
        `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${pod}  containers:\n    - name: web\n      image: web:1\n${more}`,
      ),
    ).objects[0]?.workload?.pod.containers[0];
  const first = (more: string, pod?: string) => {
    const found = container(more, pod);
    return [...(found?.probes ?? []).map((probe) => consequencesOf(probe)[0]), ...(found ? shutdownConsequencesOf(found) : []).slice(0, 1)];
  };
  it("reads the numbers, the pod's grace period and the wait of the hook", () => {
    expect(first("      livenessProbe: { tcpSocket: { port: 80 }, failureThreshold: 6 }\n")).toEqual(["killed 50–61 s after a hang"]);
    expect(first("      lifecycle: { preStop: { exec: { command: [sleep, '15'] } } }\n", "  terminationGracePeriodSeconds: 60\n")).toEqual([
      "preStop 15 s of the 60 s grace",
    ]);
    expect(
      consequencesOf(
        (container("      livenessProbe: { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 5 }\n")?.probes ?? [])[0] ??
          expect.fail("no probe"),
      )[1],
    ).toBe("up to 5 s more pass for its shutdown");
  });
  it("says nothing of what is not known", () => {
    expect(first("      livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: {{ .Values.period }} }\n")).toEqual([undefined]);
    expect(first("      lifecycle: { preStop: { sleep: { seconds: {{ .Values.drain }} } } }\n")).toEqual([]);
    expect(
      first("      lifecycle: { preStop: { sleep: { seconds: 5 } } }\n", "  terminationGracePeriodSeconds: {{ .Values.grace }}\n"),
    ).toEqual([]);
  });
});
