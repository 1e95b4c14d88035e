import type { ApplicationService } from "../../../application/application.ts";
import { startedServices } from "../../../application/together.ts";
import { ingressBackends, isIngress } from "../../../cluster/routing.ts";
import { servicesOf } from "../../../cluster/selection.ts";
import type { ManifestObject } from "../../../languages/kubernetes/model.ts";
import type { List, Mapping } from "../../../languages/yaml/mapping.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Platform } from "../../platforms/model.ts";
import { placeIn, type Service } from "../../service.ts";
import { counterEvidence, evidence, manual, notApplicable, open } from "../../verdict.ts";
import { findingsInObjects, foundBy, inObject, type Shown, together } from "./shown.ts";
import { atPlatform, inUnseenCluster } from "./without-cluster.ts";

const rules = ["kubernetes/ingress-without-tls", "kubernetes/ingress-tls-secret"] as const;

export const tls: Assessor = {
  id: "infrastructure.tls",
  looksAt:
    "`tls` of Ingresses, listeners of Gateways, Routes and their like that lead to it, Traefik's labels and proxies in Compose files, and `force_https` and its like in platforms' files.",
  rules,
  action: {
    kind: "decide",
    title: "Show where TLS ends",
    asks: "Look at every name under which it can be reached: which proxy or load balancer ends TLS there, who renews the certificate, and whether plain HTTP is turned away. The proxy's configuration or a report of a TLS test would be evidence.",
  },
  assess(service) {
    const { targets } = service;
    if (!service.answersRequests && service.application?.kind.value !== "static") return notApplicable("It answers no requests.");
    if (targets.unseenCluster) return inUnseenCluster(targets.unseenCluster, "the Ingress or Gateway, and its certificate");
    if (targets.jobs.length > 0) return notApplicable("It runs as a job, which answers no requests.");
    if (targets.isUnknown) return open("Nothing here says where it runs, and so nothing who ends TLS before it.");
    const all = [
      ...entrancesOf(service).flatMap((object) => ofEntrance(object, service)),
      ...targets.compose.map(ofCompose),
      ...targets.platforms.flatMap(ofPlatform),
    ];
    const isReached = targets.workloads.length === 0 || entrancesOf(service).length > 0;
    const [platform] = targets.platforms;
    if (platform && all.length === 0) return atPlatform(platform, "TLS");
    if (!isReached || all.length === 0)
      return manual("Nothing here leads to it from outside: who publishes it, and with which certificate, is not shown.");
    return together(all, {
      holds: "Every way to it that is here has TLS.",
      unclear: "TLS ends before it, as far as this repository shows; certificates and redirects are kept elsewhere.",
      lacks: "There is a way to it without TLS, as far as this repository shows.",
    });
  },
};

const kinds: ReadonlySet<string> = new Set([
  "Ingress",
  "HTTPRoute",
  "GRPCRoute",
  "TLSRoute",
  "Gateway",
  "Route",
  "IngressRoute",
  "VirtualService",
]);

/** What leads to it from outside of the cluster: all there is where it is alone, else what names one of its Services. */
function entrancesOf(service: Service): readonly ManifestObject[] {
  const { targets, objects, workspace } = service;
  if (targets.workloads.length === 0) return [];
  const own = new Set(targets.workloads.flatMap((workload) => servicesOf(workload, workspace)));
  const names = new Set([...own].flatMap(({ name }) => name.value ?? []));
  const outside = [...own].filter(({ spec }) => /^(?:LoadBalancer|NodePort)$/.test(spec.text("type").value ?? ""));
  const leading = objects.filter((object) => {
    if (!kinds.has(object.kind) || object.isPatch) return false;
    if (service.isAlone || object.kind === "Gateway") return true;
    const backends = isIngress(object) ? ingressBackends(object).map(({ service: name }) => name.value) : namesIn(object.root);
    return backends.some((name) => name !== undefined && names.has(name));
  });
  // A Gateway of the repository is of interest where a route of it leads here.
  const hasRoute = leading.some(({ kind }) => kind !== "Gateway");
  return [...leading.filter(({ kind }) => kind !== "Gateway" || hasRoute || service.isAlone), ...outside];
}

/** Names of Services in a route of whatever kind: `backendRefs`, `to`, `services`, `destination.host`. */
function namesIn({ map, masks }: Mapping): readonly string[] {
  const found: string[] = [];
  const visit = (node: NonNullable<typeof map>["entries"][number]["value"], depth: number): void => {
    if (!node || depth > 12) return;
    if (node.kind === "sequence") for (const { value } of node.items) visit(value, depth + 1);
    if (node.kind !== "map") return;
    for (const { key, value } of node.entries) {
      if ((key === "name" || key === "host") && value?.kind === "scalar" && !masks.isMasked(value.span))
        found.push(value.text.split(".")[0] as string);
      else visit(value, depth + 1);
    }
  };
  visit(map, 0);
  return found;
}

function ofEntrance(object: ManifestObject, service: Service): readonly Shown[] {
  const { kind, spec, root, nameSpan } = object;
  const holds = (what: Mapping | List, note: string): Shown => ({
    state: "holds",
    evidence: [inObject(object, what.entry?.keySpan, note)],
  });
  const unclear = (note: string): Shown => ({ state: "unclear", evidence: [inObject(object, nameSpan, note, "code")] });
  if (kind === "Ingress") return [ofIngress(object, service)];
  if (kind === "HTTPRoute" || kind === "GRPCRoute" || kind === "TLSRoute" || kind === "VirtualService") {
    // The Gateway that it hangs on decides; where that is here as well, it is judged by itself.
    const hasGateway = service.objects.some((one) => one.kind === "Gateway" && !one.isPatch);
    return hasGateway ? [] : [unclear(`${object.title} hangs on a Gateway that is not here`)];
  }
  if (kind === "Gateway") {
    const listeners = spec.list("listeners").mappings;
    const servers = spec.list("servers").mappings;
    const secure = [...listeners.filter((one) => /^(?:HTTPS|TLS)$/.test(one.text("protocol").value ?? "")), ...servers].map((one) =>
      one.mapping("tls"),
    );
    const [first] = secure.filter(({ isAbsent }) => !isAbsent);
    if (first) return [holds(first, `a listener of ${object.title} has TLS`)];
    return root.isOpen || spec.isOpen ? [unclear(`the listeners of ${object.title} are filled in`)] : [{ state: "lacks", evidence: [] }];
  }
  if (kind === "Service") return [ofService(object)];
  const own = spec.mapping("tls");
  if (own.isAbsent) return [{ state: "lacks", evidence: [] }];
  return [own.isKnown ? holds(own, `${object.title} has TLS`) : unclear(`\`tls\` of ${object.title} is filled in`)];
}

/** What a balancer or a port of the nodes leads to may still have TLS of its own, which nothing here can tell. */
function ofService(object: ManifestObject): Shown {
  const { annotations, nameSpan, file, spec } = object;
  const certificate = annotations.entries.find(({ key }) => /ssl-cert|certificate|tls/i.test(key));
  if (certificate) return { state: "holds", evidence: [inObject(object, certificate.keySpan, "the load balancer has a certificate")] };
  const { path, line } = placeIn(file, spec.text("type").span ?? nameSpan);
  return { state: "lacks", evidence: [], action: { kind: "open", path, line, title: "Put TLS before it" } };
}

function ofIngress(object: ManifestObject, service: Service): Shown {
  const found = foundBy(findingsInObjects(service, [object], rules), "Name the host in `tls`");
  if (found) return found;
  const list = object.spec.list("tls");
  if (list.sequence && list.nodes.length > 0 && !list.isOpen)
    return { state: "holds", evidence: [inObject(object, list.entry?.keySpan, `${object.title} has certificates for its hosts`)] };
  const annotation = object.annotations.entries.find(({ key }) => /certificate|cert-|ssl|tls|acme/i.test(key));
  if (annotation) return { state: "unclear", evidence: [inObject(object, annotation.keySpan, `\`${annotation.key}\``, "code")] };
  if (list.state === "unknown" || list.isOpen || object.spec.isOpen)
    return {
      state: "unclear",
      evidence: [inObject(object, list.entry?.keySpan ?? object.nameSpan, `\`tls\` of ${object.title} is filled in`, "code")],
    };
  return { state: "lacks", evidence: [] };
}

const routerTls = /^traefik\.http\.routers\.[^.]+\.tls(?:\.certresolver)?$/;

function ofCompose(one: ApplicationService): Shown {
  for (const layer of one.layers) {
    const pair =
      layer.labels.pairs.find(({ name, value }) => routerTls.test(name) && value !== "false") ??
      layer.environment.pairs.find(({ name }) => name === "LETSENCRYPT_HOST");
    if (pair) {
      const { path, line } = placeIn(layer.file, pair.nameSpan);
      return { state: "holds", evidence: [evidence(path, line, `\`${pair.name}\``)] };
    }
  }
  const proxies = startedServices(one.application).flatMap((other): readonly Evidence[] => {
    const port = other.layers
      .flatMap(({ ports }) => ports)
      .find(({ target }) => target.state === "known" && target.value.first <= 443 && target.value.last >= 443);
    if (!port) return [];
    const { path, line } = placeIn(port.service.file, port.span);
    return [evidence(path, line, `\`${other.name}\` publishes port 443`, "code")];
  });
  if (proxies.length > 0) return { state: "unclear", evidence: proxies };
  return { state: "lacks", evidence: [] };
}

function ofPlatform({ title, path, line, forcesTls, endsTls }: Platform): readonly Shown[] {
  const [isOn, isOff] = [/\btrue\b/, /\bfalse\b/].map((word) => forcesTls !== undefined && word.test(forcesTls.text));
  if (forcesTls && isOn) return [{ state: "holds", evidence: [evidence(forcesTls.path, forcesTls.line, `\`${forcesTls.text}\``)] }];
  // Where the platform does not end TLS by itself, something before it may, and this is switched off for that.
  if (forcesTls && isOff)
    return [{ state: "lacks", evidence: endsTls ? [counterEvidence(forcesTls.path, forcesTls.line, `\`${forcesTls.text}\``)] : [] }];
  return endsTls ? [{ state: "unclear", evidence: [evidence(path, line, `${title} ends TLS before it`, "code")] }] : [];
}
