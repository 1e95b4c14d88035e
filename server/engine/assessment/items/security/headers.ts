import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { counterEvidence, evidence, met, notApplicable, open } from "../../verdict.ts";

/** Libraries whose function sets the headers, called as middleware. https://helmetjs.github.io, https://github.com/fastify/fastify-helmet, https://hono.dev/docs/middleware/builtin/secure-headers, https://github.com/TypeError/secure */
const libraries =
  /^(?:helmet|@fastify\/helmet|koa-helmet|hono\/secure-headers|flask-talisman|flask_talisman|secure|github\.com\/unrolled\/secure(?:\/.*)?|github\.com\/gin-contrib\/secure)$/;

export const headers: Assessor = {
  id: "security.headers",
  looksAt:
    "Calls of header libraries (`helmet`, `@fastify/helmet`, `flask-talisman`, `unrolled/secure`, Hono's `secureHeaders`) in the sources.",
  action: {
    kind: "decide",
    title: "Set the headers",
    asks: "Show the line of the proxy or of the code that sets CSP, HSTS and frame options.",
  },
  assess(service) {
    if (!service.answersRequests) return notApplicable("It answers no requests.");
    const found = [...calledLibraries(service), ...dependencies(service)];
    const off = found.filter(({ isAgainst }) => isAgainst);
    if (off.length > 0) return open("The library is there with its content security policy switched off.", found);
    return found.length > 0
      ? met("A library sets the headers for every answer.", found)
      : open("Nothing sets security headers, as far as this repository shows.");
  },
};

/** A call, resolved to the library by the file's imports, is structure; that it is asked for proves no more than that somebody meant to. */
function calledLibraries({ code }: Service): readonly Evidence[] {
  return code.callsFrom(libraries).map(({ call, from }) => {
    const { path, line } = call.file.placeOf(call.start);
    const isOff = call.arguments.some(({ skeleton }) => /\bcontentSecurityPolicy\s*:\s*false\b/.test(skeleton));
    return isOff
      ? counterEvidence(path, line, `\`${call.callee}\` switches \`contentSecurityPolicy\` off`)
      : evidence(path, line, `\`${call.callee}()\` of \`${from.module}\``);
  });
}

function dependencies({ dependencies: all }: Service): readonly Evidence[] {
  return all.find(libraries).map(({ name, from }) => evidence(from.path, from.line, `depends on \`${name}\``, "code"));
}
