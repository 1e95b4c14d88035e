import { fixesOf, replaceScalar, setValue } from "../../cluster/edit.ts";
import { known, noteContent, objectsAround } from "../../cluster/objects.ts";
import { servicePorts } from "../../cluster/ports.ts";
import { hasPort, servicesNamed } from "../../cluster/routing.ts";
import { isPartial } from "../../cluster/unit.ts";
import { unknownName } from "../../cluster/unknown-name.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule, type Problem } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const application = (service: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  parentRefs:\n    - name: public\n  rules:\n    - backendRefs:\n        - name: ${service}\n          port: 80\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n`;

const routes: ReadonlySet<string> = new Set(["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"]);

export default defineRule({
  id: "kubernetes/broken-gateway-route",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The route of a Gateway leads to nothing, or hangs at nothing.",
  why: `
Routes and Gateways are accepted whatever they refer to; what is wrong shows in their status alone. A backend that is not there answers its share of the requests with 500; weights that are all 0 answer all of them so. A route whose Gateway, or whose listener (\`sectionName\`), is not there gets no traffic. A backend in another namespace needs a ReferenceGrant there. A listener for HTTPS or TLS in mode \`Terminate\` needs a certificate.

References are reported (as warnings) where objects of that kind are applied along with the route. Nothing is reported where a chart, an operator or another repository may bring them.`,
  examples: [{ title: "The Service that is there", files: {}, bad: application("webb"), good: application("web") }],
  links: ["https://gateway-api.sigs.k8s.io/api-types/httproute/", "https://gateway-api.sigs.k8s.io/api-types/referencegrant/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S3", "P2"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.group !== "gateway.networking.k8s.io" || isPartial(object, workspace)) continue;
      if (object.kind === "Gateway") listeners(object, report);
      if (!routes.has(object.kind)) continue;
      parents(object, workspace, report);
      for (const rule of object.spec.list("rules").mappings) {
        const references = rule.list("backendRefs").mappings;
        for (const reference of references) backend(object, reference, workspace, report);
        const weights = references.map((reference) => reference.integer("weight").or(1));
        if (references.length > 0 && !rule.list("backendRefs").isOpen && weights.every((weight) => weight === 0)) {
          const span = references[0]?.integer("weight").span;
          if (span)
            report({
              span,
              message: "All weights are 0, so every request that comes here is answered with 500. Give one backend a weight.",
            });
        }
      }
    }
  },
});

function listeners(object: ManifestObject, report: (problem: Problem) => void): void {
  for (const listener of object.spec.list("listeners").mappings) {
    const protocol = listener.text("protocol");
    const tls = listener.mapping("tls");
    const isTerminated = protocol.value === "HTTPS" || (protocol.value === "TLS" && tls.text("mode").value !== "Passthrough");
    if (
      !isTerminated ||
      !protocol.span ||
      listener.isOpen ||
      tls.isOpen ||
      object.annotations.entries.some(({ key }) => /cert-manager|certificate/i.test(key))
    )
      continue;
    // The implementation may bring a certificate by options of its own.
    if (tls.text("mode").value === "Passthrough" || tls.has("options") || tls.has("certificateRefs")) continue;
    report({
      span: protocol.span,
      message: `A listener for ${protocol.value} needs a certificate: without \`tls.certificateRefs\` it is not ready and takes no traffic. Name the Secret of the certificate.`,
    });
  }
}

function parents(object: ManifestObject, workspace: Workspace, report: (problem: Problem) => void): void {
  for (const parent of object.spec.list("parentRefs").mappings) {
    const name = parent.text("name");
    if (name.value === undefined || !name.span || parent.text("kind").or("Gateway") !== "Gateway") continue;
    const namespace = parent.text("namespace");
    if (namespace.isUnknown) continue;
    // A Gateway often stands in a namespace of its own, and is named with it.
    const gateways = objectsAround(object.file, workspace)
      .ofKind("Gateway")
      .filter((one) => one.group === "gateway.networking.k8s.io");
    const own = namespace.value ?? known(object, workspace).namespace;
    const found = gateways.filter(
      (one) => one.name === name.value && (own === undefined || one.namespace === undefined || one.namespace === own),
    );
    const [gateway] = found;
    if (gateway) {
      noteContent(gateway, workspace);
      const section = parent.text("sectionName");
      const list = gateway.object.spec.list("listeners");
      const names = list.mappings.map((listener) => listener.text("name").value);
      if (
        found.length > 1 ||
        section.value === undefined ||
        !section.span ||
        list.isOpen ||
        names.includes(undefined) ||
        names.includes(section.value)
      )
        continue;
      const meant = nearest(section.value, names as string[]);
      report({
        span: section.span,
        message: `The Gateway \`${name.value}\` has no listener \`${section.value}\`; it has ${names.map((one) => `\`${one}\``).join(", ")}. The route gets no traffic.`,
        severity: "warning",
        fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", object, replaceScalar(object, section, meant)),
      });
      continue;
    }
    const unknown = namespace.isAbsent
      ? unknownName(object, name, ["Gateway"], workspace, (one) => one.group === "gateway.networking.k8s.io")
      : undefined;
    if (!unknown) continue;
    report({
      span: name.span,
      message: `There is no Gateway \`${name.value}\`, so the route gets no traffic. ${unknown.advice}`,
      severity: "warning",
      fixes: unknown.fixes,
    });
  }
}

function backend(object: ManifestObject, reference: Mapping, workspace: Workspace, report: (problem: Problem) => void): void {
  const name = reference.text("name");
  const weight = reference.integer("weight");
  if (weight.value !== undefined && weight.value < 0 && weight.span) {
    report({
      span: weight.span,
      message: `A weight is 0 or more: the API refuses ${weight.value}.`,
      fixes: fixesOf("Write 1", "unsafe", object, setValue(object, weight, 1)),
    });
  }
  const namespace = reference.text("namespace");
  if (name.value === undefined || !name.span || reference.text("kind").or("Service") !== "Service" || reference.text("group").or("") !== "")
    return;
  if (namespace.isUnknown) return;
  if (namespace.value !== undefined && namespace.value !== object.namespace.value) {
    granted(object, namespace.value, namespace.span ?? name.span, workspace, report);
    return;
  }
  const found = servicesNamed(object, name.value, workspace);
  const port = reference.integer("port");
  if (found.objects.length > 0) {
    const { value } = port;
    if (value === undefined || !port.span || !found.objects.every((one) => hasPort(one.object, value) === false)) return;
    const numbers = [...new Set(found.objects.flatMap((one) => servicePorts(one.object)).flatMap((one) => one.port.value ?? []))];
    report({
      span: port.span,
      message: `The Service \`${name.value}\` has no port ${value} (it has ${numbers.join(", ")}), so its share of the requests is answered with 500. Name the Service's own port.`,
      fixes: numbers.length === 1 ? fixesOf(`Write ${numbers[0]}`, "unsafe", object, setValue(object, port, numbers[0] as number)) : [],
    });
    return;
  }
  const unknown = unknownName(object, name, ["Service"], workspace);
  if (!unknown) return;
  report({
    span: name.span,
    message: `There is no Service \`${name.value}\`, so its share of the requests is answered with 500. ${unknown.advice}`,
    severity: "warning",
    fixes: unknown.fixes,
  });
}

/** A backend in another namespace, which has to allow that. Reported where that namespace's Service is seen, and all objects are. */
function granted(
  object: ManifestObject,
  namespace: string,
  span: Problem["span"],
  workspace: Workspace,
  report: (problem: Problem) => void,
): void {
  const all = objectsAround(object.file, workspace);
  const own = known(object, workspace).namespace;
  if (!all.isComplete || own === undefined || !all.ofKind("Service").some((one) => one.namespace === namespace)) return;
  if (all.ofKind("ReferenceGrant").some((one) => one.namespace === undefined || one.namespace === namespace)) return;
  report({
    span,
    message: `No ReferenceGrant in \`${namespace}\` lets routes of \`${own}\` lead there, so this backend answers with 500. Add one to that namespace.`,
    severity: "warning",
  });
}
