import { shapeOf } from "../kubernetes/shape.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { document, kubectl, shell } from "./service.ts";

export function certificateExpiry(plan: Plan): GeneratedFile {
  const { service, target, host } = plan.answers;
  const route = target === "kubernetes" ? shapeOf(plan).route : "none";
  const name = host ?? '"$HOST"';
  const own = target === "kubernetes" && route !== "none";
  return document(
    plan,
    "certificate-expiry",
    "What to do when a certificate has expired, or is about to",
    `# ${service}: the certificate expires

## Look

${shell(
  host === undefined ? "# DECIDE: the name under which clients reach it\nHOST=" : undefined,
  `openssl s_client -connect ${host === undefined ? '"$HOST:443"' : `${host}:443`} -servername ${name} </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer -enddate`,
  ...(own
    ? [
        "# What the cluster keeps:",
        `${kubectl(plan)} get secret ${service}-tls --output 'jsonpath={.data.tls\\.crt}' | base64 -d | openssl x509 -noout -enddate`,
        "# With cert-manager, what keeps it from being renewed:",
        `${kubectl(plan)} get certificates,certificaterequests,orders,challenges`,
      ]
    : []),
)}

## Do

1. ${
      own
        ? `Where cert-manager renews it, \`describe\` the challenge that hangs: mostly DNS no longer points here, or port 80 is closed to the authority. Then have it renewed: \`cmctl renew --namespace ${kubectl(plan).replace("kubectl --namespace ", "")} ${service}-tls\`.`
        : "Find out who renews it: the proxy or the platform in front of the service. DECIDE: which, and where its log is"
    }
2. Where it cannot be renewed in time, buy or make one elsewhere${own ? `, and put it into the Secret \`${service}-tls\`` : ""}.
3. Is the new one there, and clients still see the old one? Whatever ends TLS has to load it: reload the proxy.
4. Never tell clients to skip the check.

## So that it does not come again

An alert 21 days before the end, on the certificate that clients see, and not on the one that is stored.
`,
  );
}
