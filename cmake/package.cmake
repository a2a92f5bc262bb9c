# What `cmake --install` lays out, and the Debian package that `cpack` makes of it (script/package).
include(GNUInstallDirs)

install(TARGETS foyer RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Only the package has the user and the folders that the units name, and only dpkg keeps what an operator wrote into the
# settings when it brings them again.
install(FILES packaging/systemd/foyer.service packaging/systemd/foyer-worker.service packaging/systemd/foyer-beat.service
        DESTINATION lib/systemd/system COMPONENT package EXCLUDE_FROM_ALL)
install(FILES packaging/etc/foyer.env DESTINATION /etc/foyer COMPONENT package EXCLUDE_FROM_ALL)
install(FILES .env.sample DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME settings.env)
# What the README links to lies where it looks for it.
install(FILES README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE packaging/debian/copyright
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES web/docs/foyer.svg DESTINATION ${CMAKE_INSTALL_DOCDIR}/web/docs)
install(FILES packaging/monitoring/foyer.rules.yml packaging/monitoring/foyer.dashboard.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/foyer/monitoring)

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL Unspecified package)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGE_NAME foyer)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "accounts and sign-in for an online cinema")
set(CPACK_PACKAGE_DESCRIPTION
    "Registration, mailed confirmation, rotating sessions, password reset and profiles over an HTTP API,
 on SQLite, PostgreSQL, or a fleet with Redis and Celery's protocol.")
set(CPACK_PACKAGE_CONTACT "Foyer developers <foyer@cinema.example>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded when first needed, so no linker names them.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, libcurl4, libpq5")
# sqlite3: the copy that docs/operations.md takes of a running server's database.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libzxcvbn0, sqlite3")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql, redis-server")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/packaging/debian/postinst ${CMAKE_SOURCE_DIR}/packaging/debian/prerm
    ${CMAKE_SOURCE_DIR}/packaging/debian/postrm ${CMAKE_SOURCE_DIR}/packaging/debian/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
