// Points in time from Celery's clients: what is read is written back as the same moment.

#include "fuzz/check.h"
#include "platform/celery/time_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto at = foyer::celery::from_iso8601(foyer::fuzz::text_of(data, size));
  if (at) foyer::fuzz::check(foyer::celery::from_iso8601(foyer::celery::to_iso8601(*at)) == at);
  return 0;
}
