#pragma once
// What the kernel says of this process, under the names that Prometheus's own clients use.

#include "platform/observe/metrics.h"

namespace foyer::metrics {

/// Families process_*; one that the kernel keeps from us is left out.
void write_process(Page&);

}  // namespace foyer::metrics
