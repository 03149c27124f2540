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
  TEST_SOURCES test/sharding-test-suite.cc ${sharding_tests}
)

# Targets are named libsharding up to ns-3.42, sharding since.
set(sharding_target sharding)
if(TARGET libsharding)
  set(sharding_target libsharding)
endif()

# What the tool and the tests share. An object library, so that classes which only register themselves are not dropped.
add_library(shardsim-core OBJECT ${shardsim_sources})
target_include_directories(shardsim-core PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(
  shardsim-core PUBLIC ${sharding_target} Boost::program_options Boost::headers SQLite::SQLite3
  nlohmann_json::nlohmann_json Threads::Threads ${sharding_libraries}
)

add_executable(shardsim tools/main.cc)
target_link_libraries(shardsim PRIVATE shardsim-core)
set_target_properties(shardsim PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_OUTPUT_DIRECTORY}/contrib/sharding)

if(TARGET ${sharding_target}-test)
  target_compile_definitions(
    ${sharding_target}-test PRIVATE SHARDING_SOURCE_DIR="${CMAKE_CURRENT_SOURCE_DIR}"
  )
  # Without PRIVATE, as build_lib does: CMake allows no mixture.
  target_link_libraries(${sharding_target}-test shardsim-core GTest::gmock GTest::gtest)
endif()
