import { knownImageOf } from "../../application/known-image.ts";
import type { Offer } from "../offer.ts";
import { declaredNames } from "./names.ts";
import { pathOffers } from "./paths.ts";
import { type ComposeSite, tailSpan } from "./site.ts";

/** An item of `volumes` in the short form: a named volume or a path, then where it goes, then how. */
export function mountOffers(site: ComposeSite): readonly Offer[] {
  const { word } = site.yaml;
  const colon = word.indexOf(":");
  if (colon < 0) {
    return /^[./~]/.test(word) ? pathOffers(site, { needsDot: true }) : [...volumes(site), ...pathOffers(site, { needsDot: true })];
  }
  const behind = word.slice(colon + 1);
  const options = behind.indexOf(":");
  if (options < 0) return mountTargetOffers(site, behind);
  const last =
    behind
      .slice(options + 1)
      .split(",")
      .at(-1) ?? "";
  const span = tailSpan(site, last.length);
  return [
    { label: "ro", about: "Read only." },
    { label: "z", about: "SELinux: shared by several containers." },
    { label: "Z", about: "SELinux: for this container alone." },
    { label: "nocopy", about: "What the image has there is not copied into a new volume." },
  ].map((offer) => ({ ...offer, span }));
}

/** Named volumes with the folder in which the image keeps its data. */
function volumes(site: ComposeSite): readonly Offer[] {
  const { service, workspace } = site;
  const target = service && knownImageOf(service, workspace)?.dataDirectories[0];
  const declared = declaredNames(site, "volumes");
  const offers = declared.map(
    ({ name, detail }): Offer => ({ label: name, text: `${name}:‹${target ?? "/data"}›`, detail: detail ?? "volume" }),
  );
  if (target === undefined || !service) return offers;
  const own = `${service.name}-data`;
  const isThere = declared.some(({ name }) => name === own);
  return isThere ? offers : [...offers, { label: own, text: `${own}:${target}`, detail: "a new volume for its data" }];
}

/** Where the image keeps its data, and where its Dockerfile works. */
export function mountTargetOffers(site: ComposeSite, typed: string): readonly Offer[] {
  const { service, workspace } = site;
  if (!service) return [];
  const known = knownImageOf(service, workspace);
  const span = tailSpan(site, typed.length);
  return (known?.dataDirectories ?? []).map((label) => ({ kind: "folder", label, span, detail: `the data of ${known?.title}` }));
}

/** `source` of the long form, by the type that stands beside it. */
export function mountSourceOffers(site: ComposeSite): readonly Offer[] {
  const { service, offset } = site;
  const mount = service?.own.mounts.find(({ span }) => span.start <= offset && offset <= span.end + 1);
  const isBind = mount?.mapping.text("type").value === "bind";
  if (isBind || /^[./~]/.test(site.yaml.word)) return pathOffers(site, { needsDot: true });
  return declaredNames(site, "volumes").map(({ name, detail }) => ({ label: name, detail }));
}
