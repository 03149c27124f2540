/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SQLITE_H
#define SQLITE_H

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * A connection to an SQLite file. Every failure is a HostError that names the file.
 */
class SqliteDatabase
{
  public:
    /**
     * Opens or creates a file, in write-ahead mode with a busy timeout of 10 s.
     *
     * @param path the file; ":memory:" for none
     */
    explicit SqliteDatabase(const std::string& path);

    /// @param sql statements without parameters and results
    void Execute(const std::string& sql);

    /// @return the connection as the C interface knows it
    sqlite3* GetHandle() const;

    /// @param what what was tried; throws HostError with SQLite's own words
    [[noreturn]] void Fail(const std::string& what) const;

  private:
    /// Closes a connection.
    struct Closer
    {
        /// @param handle an open connection
        void operator()(sqlite3* handle) const;
    };

    std::string m_path;                        //!< for messages
    std::unique_ptr<sqlite3, Closer> m_handle; //!< the connection
};

/**
 * @ingroup sharding-analysis
 *
 * A prepared statement: bind from left to right, then step; Reset to use it again.
 */
class SqliteStatement
{
  public:
    /**
     * @param database outlives the statement
     * @param sql one statement
     */
    SqliteStatement(SqliteDatabase& database, const std::string& sql);

    /**
     * @{
     * Sets the next parameter.
     *
     * @param value its value
     * @return this statement
     */
    SqliteStatement& Bind(const std::string& value);
    SqliteStatement& Bind(int64_t value);
    SqliteStatement& Bind(std::optional<double> value);
    /** @} */

    /// @return whether there is a row to read
    bool Step();

    /// Steps once and makes the statement ready for new parameters.
    void Run();

    /**
     * @{
     * @param column from 0
     * @return the value in the present row
     */
    std::string GetText(int column) const;
    int64_t GetInteger(int column) const;
    std::optional<double> GetNumber(int column) const;
    /** @} */

  private:
    /// Frees a statement.
    struct Finalizer
    {
        /// @param handle a statement
        void operator()(sqlite3_stmt* handle) const;
    };

    SqliteDatabase& m_database;                        //!< for messages
    std::unique_ptr<sqlite3_stmt, Finalizer> m_handle; //!< the statement
    int m_bound{0};                                    //!< parameters set so far
};

/**
 * @ingroup sharding-analysis
 *
 * A transaction that is rolled back unless it was committed.
 */
class SqliteTransaction
{
  public:
    /// @param database outlives the transaction
    explicit SqliteTransaction(SqliteDatabase& database);
    ~SqliteTransaction();
    SqliteTransaction(const SqliteTransaction&) = delete;
    SqliteTransaction& operator=(const SqliteTransaction&) = delete;

    /// Makes everything since the start permanent.
    void Commit();

  private:
    SqliteDatabase& m_database; //!< where
    bool m_open{true};          //!< neither committed nor rolled back
};

} // namespace sharding
} // namespace ns3

#endif /* SQLITE_H */
