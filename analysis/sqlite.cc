/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sqlite.h"

#include "ns3/input-error.h"

#include <sqlite3.h>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr int BUSY_TIMEOUT_MS = 10000; //!< how long to wait for another process's transaction

} // namespace

SqliteDatabase::SqliteDatabase(const std::string& path) : m_path(path)
{
    sqlite3* handle = nullptr;
    const int status = sqlite3_open(path.c_str(), &handle);
    m_handle.reset(handle);
    if (status != SQLITE_OK)
    {
        Fail("open");
    }
    sqlite3_busy_timeout(handle, BUSY_TIMEOUT_MS);
    Execute("PRAGMA journal_mode = WAL");
    // Safe against a crash of the program; after one of the machine the run folders fill what is missing.
    Execute("PRAGMA synchronous = NORMAL");
    Execute("PRAGMA foreign_keys = ON");
}

void
SqliteDatabase::Execute(const std::string& sql)
{
    if (sqlite3_exec(m_handle.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    {
        Fail("change");
    }
}

sqlite3*
SqliteDatabase::GetHandle() const
{
    return m_handle.get();
}

void
SqliteDatabase::Fail(const std::string& what) const
{
    throw HostError("cannot " + what + " '" + m_path + "': " + sqlite3_errmsg(m_handle.get()) +
                    "; the file can be removed, it is made again from the runs");
}

void
SqliteDatabase::Closer::operator()(sqlite3* handle) const
{
    sqlite3_close(handle);
}

SqliteStatement::SqliteStatement(SqliteDatabase& database, const std::string& sql)
    : m_database(database)
{
    sqlite3_stmt* handle = nullptr;
    const int status = sqlite3_prepare_v2(
        database.GetHandle(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr);
    m_handle.reset(handle);
    if (status != SQLITE_OK)
    {
        m_database.Fail("query");
    }
}

SqliteStatement&
SqliteStatement::Bind(const std::string& value)
{
    if (sqlite3_bind_text64(
            m_handle.get(), ++m_bound, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8) !=
        SQLITE_OK)
    {
        m_database.Fail("query");
    }
    return *this;
}

SqliteStatement&
SqliteStatement::Bind(int64_t value)
{
    if (sqlite3_bind_int64(m_handle.get(), ++m_bound, value) != SQLITE_OK)
    {
        m_database.Fail("query");
    }
    return *this;
}

SqliteStatement&
SqliteStatement::Bind(std::optional<double> value)
{
    const int status = value ? sqlite3_bind_double(m_handle.get(), ++m_bound, *value)
                             : sqlite3_bind_null(m_handle.get(), ++m_bound);
    if (status != SQLITE_OK)
    {
        m_database.Fail("query");
    }
    return *this;
}

bool
SqliteStatement::Step()
{
    const int status = sqlite3_step(m_handle.get());
    if (status != SQLITE_ROW && status != SQLITE_DONE)
    {
        m_database.Fail("use");
    }
    return status == SQLITE_ROW;
}

void
SqliteStatement::Run()
{
    Step();
    sqlite3_reset(m_handle.get());
    sqlite3_clear_bindings(m_handle.get());
    m_bound = 0;
}

std::string
SqliteStatement::GetText(int column) const
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_handle.get(), column));
    return text ? std::string(text, sqlite3_column_bytes(m_handle.get(), column)) : "";
}

int64_t
SqliteStatement::GetInteger(int column) const
{
    return sqlite3_column_int64(m_handle.get(), column);
}

std::optional<double>
SqliteStatement::GetNumber(int column) const
{
    if (sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL)
    {
        return std::nullopt;
    }
    return sqlite3_column_double(m_handle.get(), column);
}

void
SqliteStatement::Finalizer::operator()(sqlite3_stmt* handle) const
{
    sqlite3_finalize(handle);
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database) : m_database(database)
{
    m_database.Execute("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction()
{
    if (m_open)
    {
        sqlite3_exec(m_database.GetHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void
SqliteTransaction::Commit()
{
    m_database.Execute("COMMIT");
    m_open = false;
}

} // namespace sharding
} // namespace ns3
