#include "platform/db/after_commit.h"

#include <exception>
#include <utility>

#include "platform/observe/log.h"

namespace foyer::db {

void AfterCommit::run() noexcept {
  for (Hook& hook : std::exchange(hooks_, {})) {
    try {
      hook();
    } catch (const std::exception& failure) {
      log::error("what should follow a commit failed", {{"why", failure.what()}});
    } catch (...) {
      log::error("what should follow a commit failed");
    }
  }
}

}  // namespace foyer::db
