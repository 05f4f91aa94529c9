namespace AiBridge.Tests.Conventions;

/// <summary>The fixture rules, held against the product's own sources.</summary>
public sealed class ConventionTests
{
    [Fact]
    public void There_are_sources_to_look_at() => Repository.Sources.Should().HaveCountGreaterThan(30);

    [Fact]
    public void No_file_is_too_long() => Holds(ShapeRules.FileLength(Repository.Sources));

    [Fact]
    public void The_median_file_is_short() => Holds(ShapeRules.MedianFileLength(Repository.Sources));

    [Fact]
    public void No_member_is_too_long() => Holds(ShapeRules.MemberLength(Repository.Sources));

    [Fact]
    public void Every_class_is_sealed_static_or_abstract() => Holds(ShapeRules.ClosedClasses(Repository.Sources));

    [Fact]
    public void Every_type_is_internal() => Holds(ShapeRules.InternalTypes(Repository.Sources));

    [Fact]
    public void No_class_takes_too_many_constructor_parameters() => Holds(ShapeRules.ConstructorParameters(Repository.Sources));

    [Fact]
    public void Time_comes_from_the_time_provider() => Holds(WordRules.SystemTime(Repository.Sources));

    [Fact]
    public void No_thread_sleeps() => Holds(WordRules.Sleeping(Repository.Sources));

    [Fact]
    public void Delays_are_the_time_providers() => Holds(WordRules.DelayWithoutClock(Repository.Sources));

    [Fact]
    public void Nothing_is_left_to_do() => Holds(WordRules.LeftOvers(Repository.Sources));

    [Fact]
    public void Folder_names_say_something() => Holds(WordRules.FolderNames(Repository.Sources));

    [Fact]
    public void Log_event_ids_are_unique() => Holds(WordRules.LogEventIds(Repository.Sources));

    [Fact]
    public void Folders_use_only_what_lies_below_them() => Holds(ImportRules.Directions(Repository.Sources));

    [Fact]
    public void No_folders_use_each_other_in_a_circle() => Holds(ImportRules.Cycles(Repository.Sources));

    [Fact]
    public void The_namespace_is_the_folder() => Holds(ImportRules.NamespaceIsFolder(Repository.Sources));

    [Fact]
    public void Imports_are_written_where_they_are_used() => Holds(ImportRules.GlobalImports(Repository.Sources));

    private static void Holds(IEnumerable<string> findings)
    {
        var found = findings.ToList();
        Assert.True(found.Count == 0, $"{found.Count} findings:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
