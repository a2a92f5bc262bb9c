#include "tests/contract/db/sqlite_support.h"

#include <boost/asio/detached.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace foyer::test {
namespace {

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return out;
}

}  // namespace

Outsider::Outsider(const std::filesystem::path& file) : db_{nullptr, &sqlite3_close} {
  sqlite3* opened = nullptr;
  if (sqlite3_open(file.c_str(), &opened) != SQLITE_OK) throw std::runtime_error{"outsider cannot open the file"};
  db_.reset(opened);
  sqlite3_busy_timeout(opened, 10'000);
}

void Outsider::run(const char* sql) {
  if (sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error{sqlite3_errmsg(db_.get())};
  }
}

std::int64_t Outsider::number(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db_.get(), sql, -1, &statement, nullptr) != SQLITE_OK ||
      sqlite3_step(statement) != SQLITE_ROW) {
    throw std::runtime_error{sqlite3_errmsg(db_.get())};
  }
  const std::int64_t out = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return out;
}

BusyWriter::BusyWriter(db::Database& db) {
  boost::asio::co_spawn(context_.get_executor(), db.transact(&BusyWriter::stay, this), boost::asio::detached);
  context_.poll();
  inside_.wait();
}

BusyWriter::~BusyWriter() {
  let_go();
  context_.restart();
  context_.run();
}

void BusyWriter::let_go() {
  if (!std::exchange(let_go_, true)) leave_.count_down();
}

Task<bool> BusyWriter::stay(db::Tx&, BusyWriter* self) {
  self->inside_.count_down();
  self->leave_.wait();
  co_return true;
}

int commits_in_log(const std::filesystem::path& database) {
  std::ifstream file{database.string() + "-wal", std::ios::binary};
  const std::string log{std::istreambuf_iterator<char>{file}, {}};
  if (log.empty()) return 0;
  constexpr std::size_t header = 32;
  constexpr std::size_t frame_header = 24;
  const std::size_t page = big_endian(log, 8);
  int commits = 0;
  for (std::size_t at = header; at + frame_header + page <= log.size(); at += frame_header + page) {
    // The last frame of a commit says how large the database is now; the others hold zero there.
    commits += big_endian(log, at + 4) != 0;
  }
  return commits;
}

}  // namespace foyer::test
