#include "platform/mail/capture.h"

#include "platform/mail/mime.h"

namespace foyer::mail {

Task<std::expected<Done, MailFailure>> CaptureMailer::send(Message message) {
  if (auto refused = refusal_of(message)) co_return std::unexpected(std::move(*refused));
  const std::lock_guard lock{mutex_};
  kept_.push_front({.number = ++count_, .message = std::move(message)});
  if (kept_.size() > capacity) kept_.pop_back();
  co_return Done{};
}

std::vector<CapturedMail> CaptureMailer::all() const {
  const std::lock_guard lock{mutex_};
  return {kept_.begin(), kept_.end()};
}

std::optional<CapturedMail> CaptureMailer::find(std::int64_t number) const {
  const std::lock_guard lock{mutex_};
  for (const CapturedMail& mail : kept_) {
    if (mail.number == number) return mail;
  }
  return std::nullopt;
}

}  // namespace foyer::mail
