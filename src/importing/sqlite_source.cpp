#include "importing/sqlite_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "importing/column_names.h"

namespace foyer::importing {
namespace {

constexpr int busy_timeout_ms = 10'000;
constexpr int page_size = 500;
/// Bytes: more than any field may hold, and little enough for a page of them to fit in memory.
constexpr int longest_text = 20'000;

constexpr std::array profile_fields{&Record::first_name,    &Record::last_name, &Record::gender,
                                    &Record::date_of_birth, &Record::avatar,    &Record::info};

std::string identifier(std::string_view name) {
  std::string out{'"'};
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

/// Of a file name in a URI (https://www.sqlite.org/uri.html).
std::string escaped(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out;
}

/// The name under which the table has one of our fields.
std::string column_of(const std::vector<std::string>& columns, Field field) {
  const auto found = std::ranges::find_if(columns, [&](const std::string& one) {
    const std::string name = plain_name(one);
    return field == &Record::created_at ? name == "created_at" : field_named(name) == field;
  });
  return found == columns.end() ? std::string{} : *found;
}

bool has_column(const std::vector<std::string>& columns, std::string_view name) {
  return std::ranges::any_of(columns, [&](const std::string& one) { return plain_name(one) == name; });
}

}  // namespace

struct SqliteSource::Tables {
  std::string users;
  std::vector<std::string> user_columns;
  std::string groups;
  std::string profiles;
  std::vector<std::string> profile_columns;
};

std::expected<std::unique_ptr<Source>, std::string> SqliteSource::open(const std::filesystem::path& path) {
  std::unique_ptr<SqliteSource> source{new SqliteSource};
  std::error_code unknown;
  const std::filesystem::path log = path.string() + "-wal";
  // Without write permission on its folder a database in WAL mode can be read only as a file that nobody changes, which
  // it is while it has no log.
  const bool idle = !std::filesystem::exists(log, unknown) || std::filesystem::file_size(log, unknown) == 0;
  if (!source->connect(path, false) && !(idle && source->connect(path, true))) {
    const std::string why = sqlite3_errmsg(source->db_.get());
    return std::unexpected("it cannot be read as an SQLite database: " + why);
  }
  std::string mistake = source->prepare();
  if (!mistake.empty()) return std::unexpected(std::move(mistake));
  return source;
}

bool SqliteSource::connect(const std::filesystem::path& path, bool immutable) {
  const std::string uri =
      "file:" + escaped(std::filesystem::absolute(path).string()) + (immutable ? "?mode=ro&immutable=1" : "?mode=ro");
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(uri.c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  db_.reset(opened);
  if (code != SQLITE_OK) return false;
  sqlite3_busy_timeout(db_.get(), busy_timeout_ms);
  // The file is foreign: its schema must not make SQLite do things.
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  return sqlite3_exec(db_.get(), "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr) == SQLITE_OK;
}

void SqliteSource::fail() const {
  throw Unreadable{fmt::format("the database to import from failed: {}", sqlite3_errmsg(db_.get()))};
}

std::vector<std::string> SqliteSource::texts(const char* sql, const std::string& parameter) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(db_.get(), sql, -1, &prepared, nullptr) != SQLITE_OK) fail();
  const std::unique_ptr<sqlite3_stmt, Close> statement{prepared};
  if (sqlite3_bind_parameter_count(prepared) > 0) {
    sqlite3_bind_text64(prepared, 1, parameter.data(), parameter.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  std::vector<std::string> out;
  int code = sqlite3_step(prepared);
  for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
    out.emplace_back(text != nullptr ? text : "");
  }
  if (code != SQLITE_DONE) fail();
  return out;
}

std::string SqliteSource::find_table(const std::vector<std::string>& names, std::string_view needed_column) {
  const auto tables = texts("SELECT name FROM sqlite_schema WHERE type = 'table'");
  for (const std::string& wanted : names) {
    for (const std::string& table : tables) {
      if (plain_name(table) != wanted) continue;
      if (has_column(texts("SELECT name FROM pragma_table_info(?1)", table), needed_column)) return table;
    }
  }
  return {};
}

std::string SqliteSource::prepare() {
  if (!find_table({"schema_migrations"}, "checksum").empty() && !find_table({"passwords"}, "hash").empty()) {
    return "it is a database of this program: put a copy of it in DATA_DIR instead";
  }
  Tables tables{.users = find_table({"users", "user"}, "email"),
                .user_columns = {},
                .groups = find_table({"user_groups", "user_group", "groups"}, "name"),
                .profiles = find_table({"user_profiles", "user_profile", "profiles"}, "user_id"),
                .profile_columns = {}};
  if (tables.users.empty()) return "it has no table users with a column email";
  const char* const columns_of = "SELECT name FROM pragma_table_info(?1)";
  tables.user_columns = texts(columns_of, tables.users);
  if (!tables.profiles.empty()) tables.profile_columns = texts(columns_of, tables.profiles);
  const bool joins_profiles = !tables.profiles.empty() && has_column(tables.user_columns, "id");
  const bool joins_groups = !tables.groups.empty() && has_column(tables.user_columns, "group_id");

  std::string wanted;
  const auto select = [&](Field field, const std::string& expression) {
    columns_.push_back(field);
    wanted += fmt::format(", substr(CAST({} AS BLOB), 1, {})", expression, longest_text);
  };
  for (const Field field :
       {&Record::email, &Record::password_hash, &Record::active, &Record::group, &Record::created_at}) {
    const std::string column = column_of(tables.user_columns, field);
    if (!column.empty()) select(field, "u." + identifier(column));
  }
  if (joins_groups && std::ranges::find(columns_, &Record::group) == columns_.end()) {
    // A group that is missing is an unknown one: nobody may lose or win rights unseen.
    select(&Record::group, fmt::format("CASE WHEN u.group_id IS NOT NULL THEN coalesce((SELECT g.name FROM {} g WHERE "
                                       "g.id = u.group_id), 'group ' || u.group_id) END",
                                       identifier(tables.groups)));
  } else if (has_column(tables.user_columns, "group_id") && tables.groups.empty()) {
    remember(ignored_, "group_id");
  }
  for (const Field field : profile_fields) {
    const std::string theirs = joins_profiles ? column_of(tables.profile_columns, field) : std::string{};
    const std::string own = column_of(tables.user_columns, field);
    if (!theirs.empty()) {
      select(field, "p." + identifier(theirs));
    } else if (!own.empty()) {
      select(field, "u." + identifier(own));
    }
  }
  const std::string join =
      joins_profiles ? fmt::format(" LEFT JOIN {} p ON p.user_id = u.id", identifier(tables.profiles)) : std::string{};
  const std::string sql = fmt::format(
      "SELECT u.rowid{} FROM {} u{} WHERE u.rowid IN (SELECT rowid FROM {} WHERE rowid > ?1 ORDER BY rowid "
      "LIMIT {}) ORDER BY u.rowid",
      wanted, identifier(tables.users), join, identifier(tables.users), page_size);
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(db_.get(), sql.c_str(), static_cast<int>(sql.size()), &prepared, nullptr) != SQLITE_OK) {
    return fmt::format("its tables cannot be read: {}", sqlite3_errmsg(db_.get()));
  }
  page_.reset(prepared);
  return {};
}

void SqliteSource::read_page() {
  sqlite3_bind_int64(page_.get(), 1, last_);
  int code = sqlite3_step(page_.get());
  for (; code == SQLITE_ROW; code = sqlite3_step(page_.get())) {
    last_ = sqlite3_column_int64(page_.get(), 0);
    Record record;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const int column = static_cast<int>(i) + 1;
      if (sqlite3_column_type(page_.get(), column) == SQLITE_NULL) continue;
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(page_.get(), column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(page_.get(), column));
      record.*columns_[i] = text != nullptr ? std::string{text, size} : std::string{};
    }
    rows_.push_back({last_, std::move(record)});
  }
  // Nothing is locked between two pages.
  sqlite3_reset(page_.get());
  if (code != SQLITE_DONE) fail();
}

std::optional<Row> SqliteSource::next() {
  if (rows_.empty() && !ended_) read_page();
  if (rows_.empty()) {
    ended_ = true;
    return std::nullopt;
  }
  Row row = std::move(rows_.front());
  rows_.pop_front();
  return row;
}

}  // namespace foyer::importing
