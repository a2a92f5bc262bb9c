#pragma once
// Mail kept instead of sent, for a first try and for tests. In memory only: a message holds a usable link, and no file
// or database of ours ever does. The newest hundred stay. Any thread.

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "platform/mail/mailer.h"

namespace foyer::mail {

struct CapturedMail {
  std::int64_t number;  ///< 1, 2, … since start
  Message message;
};

class CaptureMailer final : public Mailer {
 public:
  static constexpr std::size_t capacity = 100;

  /// Refuses what SmtpMailer would refuse before talking to anyone.
  Task<std::expected<Done, MailFailure>> send(Message) override;
  /// Newest first.
  std::vector<CapturedMail> all() const;
  std::optional<CapturedMail> find(std::int64_t number) const;

 private:
  mutable std::mutex mutex_;
  std::deque<CapturedMail> kept_;
  std::int64_t count_ = 0;
};

}  // namespace foyer::mail
