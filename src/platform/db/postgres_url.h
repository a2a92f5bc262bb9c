#pragma once
// The address of a PostgreSQL database, as operators have it in their settings; grammar:
// https://www.postgresql.org/docs/15/libpq-connect.html#id-1.7.3.8.3.6

#include <string>
#include <string_view>

namespace foyer::db {

/// The same for libpq: without the driver's name that SQLAlchemy puts behind the scheme ("postgresql+asyncpg://"), and
/// with asyncpg's `ssl=require` as libpq's `sslmode=require`.
std::string libpq_url(std::string_view url);

}  // namespace foyer::db
