// Asio's code around OpenSSL, compiled once for those who speak TLS.
#include <boost/asio/ssl/impl/src.hpp>
