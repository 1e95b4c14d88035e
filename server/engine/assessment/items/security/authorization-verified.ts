import { usesOf } from "../../code/uses.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, manual, met, notApplicable } from "../../verdict.ts";
import { testsOfRefusal } from "./tests-of-access.ts";

export const authorizationVerified: Assessor = {
  id: "security.authorization-verified",
  looksAt:
    "Tests that expect 401 or 403, guards that refuse whatever no route allows (`APP_GUARD`, `DEFAULT_PERMISSION_CLASSES`, `anyRequest().authenticated()`, `FallbackPolicy`, `LoginRequiredMiddleware`), and libraries for log-ins and tokens.",
  action: {
    kind: "decide",
    title: "Verify who may do what",
    asks: "Write a test that each kind of route answers 401 without a log-in and 403 to who may not, or name the review that looked at every route.",
  },
  assess(service) {
    if (!service.answersRequests) return notApplicable("It answers no requests.");
    const tests = testsOfRefusal(service);
    const guards = guardsOf(service);
    const libraries = librariesOf(service);
    const places = [...guards.slice(0, 2), ...tests.slice(0, 2), ...libraries.slice(0, 1)];
    if (guards.length > 0 && tests.length > 0) return met("What no route allows is refused, and tests expect that it is.", places);
    if (tests.length > 0) return likely("Tests expect refusals; that no route is without a check is not shown.", places);
    if (guards.length > 0) return likely("What no route allows is refused; no test shows it.", places);
    if (libraries.length > 0)
      return likely("It knows who calls; no test expects a refusal, so nothing shows that the checks hold.", places);
    return manual(
      service.code.isSeen
        ? "Nothing here asks who calls, and no test expects a refusal. If everything is meant for everybody, a person has to say so."
        : "Its sources cannot be read here. Name the tests that expect 401 and 403, or the review that looked at every route.",
    );
  },
};

/** What refuses by default, each in the form of its framework's documentation. */
const guards: readonly (readonly [file: RegExp, pattern: RegExp])[] = [
  [/\.ts$/, /\b(APP_GUARD\s*,\s*useClass\s*:\s*\w*(?:Auth|Jwt|Roles?|Permission)\w*)/g],
  [/\.ts$/, /\b(useGlobalGuards\(\s*(?:new\s+)?\w*(?:Auth|Jwt)\w*)/g],
  [/\.py$/, /["'](DEFAULT_PERMISSION_CLASSES)["']\s*:\s*[[(]\s*["'][\w.]*(?:IsAuthenticated|IsAdminUser|DjangoModelPermissions)["']/g],
  [/\.py$/, /["']([\w.]*LoginRequiredMiddleware)["']/g],
  [/\.py$/, /\b(FastAPI\([^)]*\bdependencies\s*=\s*\[\s*(?:Depends|Security)\b)/g],
  [/\.(?:java|kt)$/, /\.?(anyRequest\(\)\s*\.\s*(?:authenticated|denyAll|hasRole|hasAuthority|fullyAuthenticated))/g],
  [/\.(?:java|kt)$/, /\b(authorize\(\s*anyRequest\s*,\s*(?:authenticated|denyAll))/g],
  [/\.cs$/, /\b(FallbackPolicy)\s*=/g],
  [/\.cs$/, /\b(MapControllers\(\)\s*\.\s*RequireAuthorization)\(/g],
  [/application_controller\.rb$/, /^[ \t]*(before_action\s+:(?:authenticate|require_login|require_authentication)\w*!?)/gm],
];

function guardsOf({ code }: Service): readonly Evidence[] {
  return guards.flatMap(([files, pattern]) =>
    code.files
      .filter(({ path }) => files.test(path))
      .flatMap((file) =>
        [...file.code.matchAll(pattern)].map((match) => {
          const { path, line } = file.placeOf(match.index + match[0].search(/[^\s."']/));
          return evidence(path, line, `\`${(match[1] ?? "").replace(/\s+/g, " ").slice(0, 60)}\` refuses by default`);
        }),
      ),
  );
}

const modules =
  /^(?:passport|jsonwebtoken|jose|express-jwt|express-oauth2-jwt-bearer|@fastify\/jwt|@nestjs\/(?:passport|jwt)|next-auth(?:\/.*)?|@auth\/.+|@clerk\/.+|better-auth(?:\/.*)?|koa-jwt|hono\/(?:jwt|bearer-auth|basic-auth)|express-openid-connect|keycloak-connect|fastapi\.security(?:\..+)?|jwt|authlib(?:\..+)?|flask_login|flask_jwt_extended|django\.contrib\.auth(?:\..+)?|rest_framework_simplejwt(?:\..+)?|fastapi_users(?:\..+)?|github\.com\/(?:golang-jwt\/jwt|coreos\/go-oidc|casbin\/casbin|lestrrat-go\/jwx)(?:\/.*)?|org\.springframework\.security\..+|io\.quarkus\.oidc\..+|Microsoft\.AspNetCore\.(?:Authentication|Authorization)(?:\..+)?|jsonwebtoken(?:::.*)?|axum_login(?:::.*)?)$/;
const packages =
  /^(?:passport|passport-jwt|jsonwebtoken|jose|express-jwt|express-oauth2-jwt-bearer|@fastify\/jwt|@nestjs\/(?:passport|jwt)|next-auth|@auth\/.+|@clerk\/.+|better-auth|koa-jwt|pyjwt|python-jose|authlib|flask-login|flask-jwt-extended|djangorestframework-simplejwt|django-allauth|fastapi-users|github\.com\/(?:golang-jwt\/jwt|coreos\/go-oidc|casbin\/casbin)(?:\/.*)?|.*spring-boot-starter-(?:security|oauth2-resource-server)|.*quarkus-(?:oidc|smallrye-jwt|security)|Microsoft\.AspNetCore\.Authentication\..+|Microsoft\.Identity\.Web|devise|pundit|cancancan|laravel\/(?:sanctum|passport)|symfony\/security-bundle|axum-login)$/;

function librariesOf({ code, dependencies }: Service): readonly Evidence[] {
  const used = usesOf(code, modules).map(({ path, line, name, module }) => evidence(path, line, `\`${name}\` of \`${module}\``, "code"));
  if (used.length > 0) return used;
  return dependencies.find(packages).map(({ name, from }) => evidence(from.path, from.line, `depends on \`${name}\``, "code"));
}
