# The build as contrib/sharding of an ns-3 source tree: ns-3's build_lib for the library and its tests, the tool beside it.

find_package(Boost REQUIRED COMPONENTS program_options)
find_package(GTest REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)

set(sharding_dependencies)
foreach(module ${sharding_ns3_modules})
  list(APPEND sharding_dependencies ${lib${module}})
endforeach()

build_lib(
  LIBNAME sharding
  SOURCE_FILES ${sharding_sources}
  HEADER_FILES ${sharding_headers}
  LIBRARIES_TO_LINK ${sharding_dependencies} ${sharding_libraries}
  TEST_SOURCES test/sharding-test-suite.cc ${sharding_tests} ${shardsim_sources}
)
