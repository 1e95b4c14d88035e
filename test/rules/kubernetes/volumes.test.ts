import { describe, expect, it } from "vitest";
import brokenVolumeMount from "../../../server/engine/rules/kubernetes/broken-volume-mount.ts";
import decimalFileMode from "../../../server/engine/rules/kubernetes/decimal-file-mode.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const pod = (mounts: string, volumes: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web:1.4.2\n${mounts.replace(/^(?=.)/gm, "      ")}${volumes.replace(/^(?=.)/gm, "  ")}`;
const mount = (name: string, path: string, rest = "") => `  - name: ${name}\n    mountPath: ${path}\n${rest}`;
const cache = "volumes:\n  - name: cache\n    emptyDir: {}\n";
const set = (claims: string, mounts: string) =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  selector:\n    matchLabels: { app: db }\n  template:\n    metadata:\n      labels: { app: db }\n    spec:\n      containers:\n        - name: db\n          image: db:1\n          volumeMounts:\n${mounts.replace(/^(?=.)/gm, "          ")}${claims}`;

describe("kubernetes/broken-volume-mount", () => {
  it.each([
    ["a misspelt volume", pod(`volumeMounts:\n${mount("cahe", "/a")}`, cache), "cahe"],
    ["a misspelt claim", set("  volumeClaimTemplates:\n    - metadata:\n        name: data\n", mount("dta", "/data")), "dta"],
    ["a misspelt device", pod("volumeDevices:\n  - name: cach\n    devicePath: /dev/x\n", cache), "cach"],
  ])("mends %s", (_, text, on) => {
    expect(run(brokenVolumeMount, text)).toMatchObject([{ on, severity: "error" }]);
    expectLawfulFixes(brokenVolumeMount, text);
  });

  it("reports a mount where there are no volumes at all", () => {
    expect(run(brokenVolumeMount, pod(`volumeMounts:\n${mount("data", "/a")}`, ""))).toMatchObject([{ on: "data", fixed: [] }]);
  });

  it("reports two mounts at one path", () => {
    const volumes = `${cache}  - name: other\n    emptyDir: {}\n`;
    expect(run(brokenVolumeMount, pod(`volumeMounts:\n${mount("cache", "/a")}${mount("other", "/a")}`, volumes))).toMatchObject([
      { on: "/a", fixed: [] },
    ]);
    const same = pod(`volumeMounts:\n${mount("cache", "/a")}${mount("cache", "/a")}`, cache);
    expect(run(brokenVolumeMount, same)).toHaveLength(1);
    expectLawfulFixes(brokenVolumeMount, same);
  });

  it("hints at a volume that nobody mounts", () => {
    const text = pod(`volumeMounts:\n${mount("cache", "/a")}`, `${cache}  - name: other\n    emptyDir: {}\n`);
    expect(run(brokenVolumeMount, text)).toMatchObject([{ on: "other", severity: "hint" }]);
    expectLawfulFixes(brokenVolumeMount, text);
  });

  it("hints at files that do not follow", () => {
    const config = "volumes:\n  - name: config\n    configMap:\n      name: web\n";
    const file = `volumeMounts:\n${mount("config", "/etc/web.conf", "    subPath: web.conf\n")}`;
    expect(run(brokenVolumeMount, pod(file, config))).toMatchObject([{ on: "subPath", severity: "hint" }]);
    expect(
      places(brokenVolumeMount, pod(file, config).replace("metadata:\n", "metadata:\n  annotations:\n    checksum/config: a\n")),
    ).toEqual([]);
    expect(places(brokenVolumeMount, pod(file, `restartPolicy: Never\n${config}`))).toEqual([]);
  });

  it.each([
    ["a volume", pod(`volumeMounts:\n${mount("cache", "/a")}`, cache)],
    ["one volume at two paths", pod(`volumeMounts:\n${mount("cache", "/a")}${mount("cache", "/b", "    subPath: b\n")}`, cache)],
    ["a claim", set("  volumeClaimTemplates:\n    - metadata:\n        name: data\n", mount("data", "/data"))],
    [
      "volumes that a template writes",
      pod(`volumeMounts:\n${mount("data", "/a")}`, "volumes:\n  {{- toYaml .Values.volumes | nindent 2 }}\n"),
    ],
    [
      "a name that a template writes",
      pod(`volumeMounts:\n${mount("data", "/a")}`, 'volumes:\n  - name: "{{ .Values.volume }}"\n    emptyDir: {}\n'),
    ],
    ["mounts that a template writes", pod("volumeMounts:\n  {{- toYaml .Values.mounts | nindent 8 }}\n", cache)],
    [
      "a patch",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          volumeMounts:\n            - name: data\n              mountPath: /a\n",
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(brokenVolumeMount, text)).toEqual([]);
  });

  it("knows volumes that an overlay adds, and mounts that one may", () => {
    const files = (patch: string) => ({
      path: "base/app.yaml",
      files: {
        "base/kustomization.yaml": "resources:\n  - app.yaml\npatches:\n  - path: patch.yaml\n",
        "base/patch.yaml": `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${patch}`,
      },
    });
    const added = files("  volumes:\n    - name: data\n      emptyDir: {}\n");
    expect(places(brokenVolumeMount, pod(`volumeMounts:\n${mount("data", "/a")}`, ""), added)).toEqual([]);
    expect(
      places(
        brokenVolumeMount,
        pod("", cache),
        files("  containers:\n    - name: web\n      volumeMounts:\n        - name: cache\n          mountPath: /a\n"),
      ),
    ).toEqual([]);
  });
});

describe("kubernetes/decimal-file-mode", () => {
  const mode = (value: string, where = "configMap:\n      name: web\n      defaultMode: ") =>
    pod("", `volumes:\n  - name: a\n    ${where}${value}\n`);

  it.each([
    ["644", "0644", undefined],
    ["755", "0755", undefined],
    ["777", "0777", undefined],
    ["600", "0600", undefined],
    ["400", "0400", "warning"],
    ["440", "0440", "warning"],
    ["444", "0444", "warning"],
  ])("takes %s for what was meant", (value, meant, severity) => {
    const [problem] = run(decimalFileMode, mode(value));
    expect(problem?.on).toBe(value);
    expect(problem?.severity).toBe(severity);
    expect(problem?.fixed[0]).toContain(`defaultMode: ${meant}\n`);
    expectLawfulFixes(decimalFileMode, mode(value));
  });

  it.each([
    ["in a Secret", "secret:\n      secretName: web\n      defaultMode: "],
    ["of an item", "configMap:\n      name: web\n      items:\n        - key: a\n          path: a\n          mode: "],
    [
      "of a projection",
      "projected:\n      sources:\n        - secret:\n            name: web\n            items:\n              - key: a\n                path: a\n                mode: ",
    ],
  ])("looks at modes %s", (_, where) => {
    expect(run(decimalFileMode, mode("644", where))).toHaveLength(1);
    expectLawfulFixes(decimalFileMode, mode("644", where));
  });

  it("writes decimal numbers into JSON", () => {
    const text =
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [], "volumes": [{"name": "a", "secret": {"secretName": "a", "defaultMode": 644}}]}}\n';
    expect(run(decimalFileMode, text)[0]?.fixed[0]).toContain('"defaultMode": 420}');
    expectLawfulFixes(decimalFileMode, text);
  });

  it("has no fix for a number that is no mode", () => {
    expect(run(decimalFileMode, mode("999"))).toMatchObject([{ fixed: [] }]);
  });

  it.each(["0644", "0o644", "420", "256", "288", "384", "493", "0", "511", '"0644"', "{{ .Values.mode }}", "0x1a4"])(
    "is silent on %s",
    (value) => {
      expect(places(decimalFileMode, mode(value))).toEqual([]);
    },
  );
});
