using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SQLitePCL;

namespace AiBridge.Storage.Sqlite;

/// <summary>
/// EF Core's provider asks for SQLitePCLRaw 2.1, but only 2.0.6 restores from every feed this is built with. Its surface
/// suffices, so a request for the newer assembly is answered with the older one; and because the SQLite it bundles is of 2021,
/// the system's library is preferred. The day Microsoft.EntityFrameworkCore.Sqlite itself restores, this file goes.
/// </summary>
internal static class SqliteNativeLibrary
{
    private const string ManagedAssembly = "SQLitePCLRaw.core";
    private const string BundledLibrary = "e_sqlite3";
    private const string SystemLibrary = "libsqlite3.so.0";

    [ModuleInitializer]
    internal static void Prepare()
    {
        AssemblyLoadContext.Default.Resolving += static (_, name) => name.Name == ManagedAssembly ? typeof(raw).Assembly : null;
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        Batteries_V2.Init();
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == BundledLibrary && NativeLibrary.TryLoad(SystemLibrary, out var system) ? system : nint.Zero;
}
