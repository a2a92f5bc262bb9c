#pragma once
// The address of a PostgreSQL database, as operators have it in their settings; grammar:
// https://www.postgresql.org/docs/15/libpq-connect.html#id-1.7.3.8.3.6

#include <string>
#include <string_view>

namespace foyer::db {

/// The same for libpq: without the driver's name that SQLAlchemy puts behind the scheme ("postgresql+asyncpg://"), and
/// with asyncpg's `ssl=require` as libpq's `sslmode=require`.
std::string libpq_url(std::string_view url);

/// libpq's parameters of the same names, for a URL that names no sslmode; empty: libpq's own. Off this
/// machine a server has to prove by TLS that it is the one that was named (security.md K1); its certificate may be of
/// any authority that the system trusts.
struct Encryption {
  std::string sslmode;
  std::string sslrootcert;
};
Encryption encryption_of(std::string_view url);

}  // namespace foyer::db
