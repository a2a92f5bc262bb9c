// Everything a worker reads from Redis: task messages, entries of `unacked`, remote control. What was read and written
// again must be readable again, as the same task.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "platform/celery/control.h"
#include "platform/celery/message.h"

namespace celery = foyer::celery;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  if (const auto request = celery::read_control(text)) {
    if (!celery::read_envelope(celery::write_control_reply(*request, "foyer@host", nullptr, 1, "tag"))) std::abort();
  }
  if (const auto entry = celery::restore(text)) (void)celery::read_task(entry->text);
  const auto message = celery::read_task(text);
  if (!message || message->retries == 1'000'000) return 0;
  const auto again = celery::read_task(celery::write_retry(*message, foyer::Time{}, "tag"));
  if (!again || again->id != message->id || again->retries != message->retries + 1) std::abort();
  if (!celery::restore('[' + message->raw + celery::entry_end("celery"))) std::abort();
  return 0;
}
