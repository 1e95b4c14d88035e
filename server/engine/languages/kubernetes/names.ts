/*
 * What Kubernetes lets names be. Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/util/validation/validation.go.
 */

/**
 * `subdomain` and `label`: DNS-1123; `label-1035` begins with a letter; `path-segment` is what RBAC takes (`system:node`); `label-key` may have a
 * prefix, `annotation-key` as well, in any case; `port` is the name of a port (IANA_SVC_NAME); `data-key` is a key of a ConfigMap or a Secret.
 */
export type NameForm =
  | "subdomain"
  | "label"
  | "label-1035"
  | "path-segment"
  | "label-key"
  | "annotation-key"
  | "label-value"
  | "port"
  | "data-key"
  | "environment-variable";

export interface NameProblem {
  readonly kind: "empty" | "too-long" | "characters" | "start" | "end" | "double-dash" | "no-letter";
  /** What a name must be instead, to follow “must ”: `begin with a letter`. */
  readonly must: string;
  /** Where in the name it shows. */
  readonly start: number;
  readonly end: number;
  /** The name that was meant, where only one is likely; never a shortened one. */
  readonly corrected: string | undefined;
}

interface Rules {
  readonly longest: number;
  /** The first character that may not stand anywhere. */
  readonly foreign: RegExp;
  /** All of them, with the dashes around them. */
  readonly foreignRuns: RegExp;
  readonly isCaseless: boolean;
  readonly beginsWithLetter: boolean;
  /** What may stand anywhere, in words. */
  readonly letters: string;
}

const label: Rules = {
  longest: 63,
  foreign: /[^a-z0-9-]/u,
  foreignRuns: /-*[^a-z0-9-]+-*/g,
  isCaseless: true,
  beginsWithLetter: false,
  letters: "lower-case letters (a–z), digits and `-`",
};
const subdomain: Rules = {
  ...label,
  longest: 253,
  foreign: /[^a-z0-9.-]/u,
  foreignRuns: /-*[^a-z0-9.-]+-*/g,
  letters: "lower-case letters (a–z), digits, `-` and `.`",
};
const port: Rules = { ...label, longest: 15 };
const word: Rules = {
  longest: 63,
  foreign: /[^A-Za-z0-9_.-]/u,
  foreignRuns: /-*[^A-Za-z0-9_.-]+-*/g,
  isCaseless: false,
  beginsWithLetter: false,
  letters: "letters (a–z, A–Z), digits, `-`, `_` and `.`",
};

/** What is wrong with a name, or undefined. `longest` replaces the number of characters that its form allows, where a kind allows fewer. */
export function nameProblem(form: NameForm, name: string, longest?: number): NameProblem | undefined {
  const problem = problemOf(form, name, longest);
  if (problem?.corrected === undefined) return problem;
  // What was meant must be right itself, and something else.
  const isRight = problem.corrected !== name && problemOf(form, problem.corrected, longest) === undefined;
  return isRight ? problem : { ...problem, corrected: undefined };
}

function problemOf(form: NameForm, name: string, longest?: number): NameProblem | undefined {
  switch (form) {
    case "path-segment":
      return pathSegmentProblem(name);
    case "label-key":
      return keyProblem(name, name);
    case "annotation-key":
      return keyProblem(name, name.toLowerCase());
    case "environment-variable":
      return variableProblem(name);
    case "data-key":
      return dataKeyProblem(name);
    case "label-value":
      return name === "" ? undefined : wordProblem(name, word);
    case "port":
      return portProblem(name);
    case "subdomain":
      return subdomainProblem(name, longest ?? subdomain.longest);
    case "label":
      return wordProblem(name, { ...label, longest: longest ?? label.longest });
    case "label-1035":
      return wordProblem(name, { ...label, beginsWithLetter: true, longest: longest ?? label.longest });
  }
}

/** Checks one word: its characters, its ends, its length. */
function wordProblem(name: string, rule: Rules): NameProblem | undefined {
  const { length } = name;
  if (length === 0) return found("empty", "not be empty", 0, 0);
  const corrected = correctedWord(name, rule);
  const wrong = rule.foreign.exec(name);
  if (wrong) return found("characters", `consist of ${rule.letters}`, wrong.index, wrong.index + wrong[0].length, corrected);
  if (!(rule.beginsWithLetter ? /^[A-Za-z]/ : /^[A-Za-z0-9]/).test(name))
    return found("start", rule.beginsWithLetter ? "begin with a letter" : "begin with a letter or a digit", 0, 1, corrected);
  if (!/[A-Za-z0-9]$/.test(name)) return found("end", "end with a letter or a digit", length - 1, length, corrected);
  return length > rule.longest ? found("too-long", `have no more than ${rule.longest} characters`, rule.longest, length) : undefined;
}

function found(kind: NameProblem["kind"], must: string, start: number, end: number, corrected?: string): NameProblem {
  return { kind, must, start, end, corrected };
}

/** The word in lower case where it must be, with a dash for what is not allowed, and without what may not stand at its ends. */
function correctedWord(name: string, { foreignRuns, isCaseless }: Rules): string | undefined {
  // How letters of other alphabets are transcribed nobody can know.
  if (/[^\t -~]/.test(name)) return undefined;
  return (isCaseless ? name.toLowerCase() : name).replace(foreignRuns, "-").replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

function subdomainProblem(name: string, longest: number): NameProblem | undefined {
  const whole = wordProblem(name, { ...subdomain, longest });
  // Each part between the points begins and ends like the whole, though it may be as long as it likes.
  const tidy = (text: string) => text.replace(/[-.]*\.[-.]*/g, ".");
  if (whole) return { ...whole, corrected: whole.corrected === undefined ? undefined : tidy(whole.corrected) };
  const wrong = /\.[-.]|-\./.exec(name);
  return wrong
    ? found("characters", "have a letter or a digit on both sides of each `.`", wrong.index, wrong.index + 2, tidy(name))
    : undefined;
}

function portProblem(name: string): NameProblem | undefined {
  const whole = wordProblem(name, port);
  const single = (text: string) => text.replace(/-{2,}/g, "-");
  if (whole && whole.kind !== "too-long")
    return { ...whole, corrected: whole.corrected === undefined ? undefined : single(whole.corrected) };
  const dashes = name.indexOf("--");
  if (dashes >= 0) return found("double-dash", "have no two `-` in a row", dashes, dashes + 2, single(name));
  return whole ?? (/[a-z]/.test(name) ? undefined : found("no-letter", "have at least one letter", 0, name.length));
}

function pathSegmentProblem(name: string): NameProblem | undefined {
  if (name === "") return found("empty", "not be empty", 0, 0);
  if (name === "." || name === "..") return found("characters", "not be `.` or `..`", 0, name.length);
  const wrong = /[/%]/.exec(name);
  return wrong ? found("characters", `not hold \`${wrong[0]}\``, wrong.index, wrong.index + 1) : undefined;
}

/** `judged` is the key as the API server looks at it, as long as the key itself. */
function keyProblem(key: string, judged: string): NameProblem | undefined {
  const slash = key.indexOf("/");
  if (slash < 0) return wordProblem(key, word);
  const second = key.indexOf("/", slash + 1);
  if (second >= 0) return found("characters", "have one `/` at most, between a prefix and a name", second, second + 1);
  const name = key.slice(slash + 1);
  const prefix = subdomainProblem(judged.slice(0, slash), subdomain.longest);
  if (prefix) {
    const corrected = prefix.corrected === undefined ? undefined : `${prefix.corrected}/${name}`;
    return { ...prefix, must: `have a domain as its prefix, which must ${prefix.must}`, corrected };
  }
  const rest = wordProblem(name, word);
  if (!rest) return undefined;
  const { start, end, corrected } = rest;
  return {
    ...rest,
    start: start + slash + 1,
    end: end + slash + 1,
    corrected: corrected === undefined ? undefined : key.slice(0, slash + 1) + corrected,
  };
}

/** Keys of ConfigMaps and Secrets, which become names of files. */
function dataKeyProblem(key: string): NameProblem | undefined {
  if (key === "") return found("empty", "not be empty", 0, 0);
  const wrong = /[^-._a-zA-Z0-9]/u.exec(key);
  if (wrong) return found("characters", `consist of ${word.letters}`, wrong.index, wrong.index + wrong[0].length);
  if (key === "." || key.startsWith("..")) return found("start", "not be `.` nor begin with `..`", 0, key.length);
  return key.length > 253 ? found("too-long", "have no more than 253 characters", 253, key.length) : undefined;
}

/** All printable ASCII but `=` may be in the name of a variable (by default since Kubernetes 1.32; before, what may be in a key of a ConfigMap). */
function variableProblem(name: string): NameProblem | undefined {
  if (name === "") return found("empty", "not be empty", 0, 0);
  const wrong = /[^ -~]|=/u.exec(name);
  return wrong
    ? found("characters", "consist of printable ASCII characters other than `=`", wrong.index, wrong.index + wrong[0].length)
    : undefined;
}

const rbac: ReadonlySet<string> = new Set(["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]);

/** Groups all of whose objects have names that are domains, but for those told apart below. Others, such as OpenShift's, have rules of their own. */
const domains: ReadonlySet<string> = new Set(
  (
    " apps batch autoscaling policy networking.k8s.io storage.k8s.io scheduling.k8s.io discovery.k8s.io coordination.k8s.io node.k8s.io " +
    "admissionregistration.k8s.io apiextensions.k8s.io gateway.networking.k8s.io argoproj.io cert-manager.io monitoring.coreos.com keda.sh flagger.app " +
    "external-secrets.io bitnami.com"
  ).split(" "),
);

/**
 * What `metadata.name` of a kind may be, and how many characters long; undefined where that is not known. A CronJob's name is given 11 more for its
 * Jobs, and that of a Job becomes the value of a label of its pods. Services need a first letter before Kubernetes 1.36, whose minor version `minor` is
 * (https://github.com/kubernetes/enhancements/issues/5311).
 */
export function nameFormOf(group: string, kind: string, minor = 36): { readonly form: NameForm; readonly longest: number } | undefined {
  if (group === "" && kind === "Namespace") return { form: "label", longest: 63 };
  if (group === "" && kind === "Service") return { form: minor < 36 ? "label-1035" : "label", longest: 63 };
  if (group === "rbac.authorization.k8s.io" && rbac.has(kind)) return { form: "path-segment", longest: 253 };
  if (!domains.has(group) || kind === "Event") return undefined;
  return { form: "subdomain", longest: group === "batch" ? (kind === "CronJob" ? 52 : 63) : 253 };
}
