#pragma once
// One message to exactly one recipient, sent for real (smtp.h) or kept in memory for the developer (capture.h).

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/email.h"
#include "core/result.h"
#include "platform/async/task.h"

namespace foyer::mail {

/// A picture that comes along with a message, shown where its HTML says "cid:" and the id
/// (https://www.rfc-editor.org/rfc/rfc2392).
struct InlinePicture {
  std::string content_id;  ///< "…@…"
  std::string content_type;
  std::shared_ptr<const std::string> bytes;
};

struct Message {
  Email to;
  std::string subject;     ///< UTF-8, one line
  std::string text;        ///< UTF-8
  std::string html;        ///< UTF-8, a whole document
  std::string message_id;  ///< "<…@…>": the same for every try, so receivers can drop a double
  Time date;
  std::optional<InlinePicture> picture{};
};

/// Why a message did not leave. Permanent (5xx to this recipient or content) is not tried again.
struct MailFailure {
  bool permanent = false;
  std::string reason;  ///< for the log: a reply code or a connection error, never content or addresses
};

class Mailer {
 public:
  virtual ~Mailer() = default;
  virtual Task<std::expected<Done, MailFailure>> send(Message) = 0;
};

}  // namespace foyer::mail
