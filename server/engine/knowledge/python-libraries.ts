/** Packages of a system that a Python distribution needs. */
interface SystemPackages {
  /** To compile it: compilers and headers. */
  readonly build: readonly string[];
  /** To import it: the libraries that it is linked with. */
  readonly run: readonly string[];
}

interface NativeDependency {
  readonly debian: SystemPackages;
  readonly alpine: SystemPackages;
}

const postgres = { debian: ["libpq5"], alpine: ["libpq"] };
const ldap: NativeDependency = {
  debian: { build: ["gcc", "libc6-dev", "libldap-dev", "libsasl2-dev"], run: ["libldap2", "libsasl2-2"] },
  alpine: { build: ["gcc", "musl-dev", "openldap-dev", "cyrus-sasl-dev"], run: ["libldap", "libsasl"] },
};
const xmlsec: NativeDependency = {
  debian: { build: ["gcc", "libc6-dev", "libxmlsec1-dev", "pkg-config"], run: ["libxmlsec1t64-openssl"] },
  alpine: { build: ["gcc", "musl-dev", "xmlsec-dev", "pkgconf"], run: ["xmlsec"] },
};

/**
 * Distributions that come without wheels for Linux, or whose wheels leave a library to the system. From their installation guides; the packages' names
 * are those of Debian 13 and Alpine 3.24 (2026-11-23).
 */
const native: Readonly<Record<string, NativeDependency>> = {
  psycopg: { debian: { build: [], run: postgres.debian }, alpine: { build: [], run: postgres.alpine } },
  psycopg2: {
    debian: { build: ["gcc", "libc6-dev", "libpq-dev"], run: postgres.debian },
    alpine: { build: ["gcc", "musl-dev", "libpq-dev"], run: postgres.alpine },
  },
  mysqlclient: {
    debian: { build: ["gcc", "libc6-dev", "default-libmysqlclient-dev", "pkg-config"], run: ["libmariadb3"] },
    alpine: { build: ["gcc", "musl-dev", "mariadb-connector-c-dev", "pkgconf"], run: ["mariadb-connector-c"] },
  },
  mariadb: {
    debian: { build: ["gcc", "libc6-dev", "libmariadb-dev"], run: ["libmariadb3"] },
    alpine: { build: ["gcc", "musl-dev", "mariadb-connector-c-dev"], run: ["mariadb-connector-c"] },
  },
  "python-ldap": ldap,
  "django-auth-ldap": ldap,
  xmlsec,
  "python3-saml": xmlsec,
  uwsgi: { debian: { build: ["gcc", "libc6-dev"], run: [] }, alpine: { build: ["gcc", "musl-dev", "linux-headers"], run: [] } },
  weasyprint: {
    debian: { build: [], run: ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"] },
    alpine: { build: [], run: ["pango", "ttf-dejavu"] },
  },
  "python-magic": { debian: { build: [], run: ["libmagic1t64"] }, alpine: { build: [], run: ["libmagic"] } },
  "opencv-python": { debian: { build: [], run: ["libgl1", "libglib2.0-0t64"] }, alpine: { build: [], run: ["libgl", "glib"] } },
};

/** The names of distributions, normalised, that need something of the system; `psycopg` only without its extras `binary` and `c`. */
export const nativeDependencies: readonly string[] = /* @__PURE__ */ Object.keys(native);

/** What a system's package manager has to install for some distributions, sorted. */
export function systemPackages(dependencies: readonly string[], system: "debian" | "alpine"): SystemPackages {
  const all = dependencies.flatMap((name) => native[name]?.[system] ?? []);
  return {
    build: [...new Set(all.flatMap(({ build }) => build))].sort(),
    run: [...new Set(all.flatMap(({ run }) => run))].sort(),
  };
}
