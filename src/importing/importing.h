#pragma once
// Brings accounts of another system in: reads a source to its end and stores what is sound in batches, each of them one
// transaction with its audit event. Owns no table. An address that has an account already is left as it is, so a run
// that was cut off is completed by another one, and a second run changes nothing. No password is hashed: foreign hashes
// verify, and the first login with one replaces it.
// Threads: one at a time; reading the source blocks, so this is for commands, not for servers.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "audit/audit.h"
#include "importing/rules.h"
#include "importing/source.h"
#include "platform/crypto/pepper.h"
#include "platform/db/database.h"

namespace foyer::importing {

struct Options {
  bool dry_run = false;  ///< look, and write nothing
  bool allow_smtputf8 = false;
  std::size_t batch = 1'000;  ///< accounts per transaction
};

/// A row of the file that was not taken, or not whole.
struct Remark {
  std::int64_t row = 0;  ///< line of the file, or id in the database
  std::string email;     ///< empty where it could not be read
  std::string reason;
};

struct Report {
  std::int64_t rows = 0;
  std::int64_t imported = 0;
  std::int64_t pending = 0;           ///< of the imported ones
  std::int64_t without_password = 0;  ///< of the imported ones
  std::int64_t already_here = 0;
  std::vector<Remark> skipped;
  std::vector<Remark> trimmed;  ///< taken without the fields of the profile that it could not hold
  std::vector<std::string> ignored_columns;
};

class Importing {
 public:
  struct Parts {
    db::Database& db;
    Audit* audit;                           ///< null: a dry run
    const crypto::PepperedHasher* peppers;  ///< null: hashes are stored as they are
    const Clock& clock;
  };
  Importing(Options options, Parts parts) : options_{options}, parts_{parts} {}

  /// What is in `report` when this throws has been stored: Unreadable, or what the database throws.
  Task<void> run(Source&, Report& report);

 private:
  struct Stored {
    std::int64_t accounts = 0;
    std::int64_t pending = 0;
    std::int64_t without_password = 0;
    std::vector<Remark> trimmed;

    void count(const NewAccount&);
  };
  using Batch = std::span<const NewAccount>;

  Task<void> take(Batch, Report&);
  Task<Stored> store(db::Tx&, Batch);
  Task<Stored> foresee(db::Conn&, Batch);

  Options options_;
  Parts parts_;
};

}  // namespace foyer::importing
