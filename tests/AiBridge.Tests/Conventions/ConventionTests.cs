namespace AiBridge.Tests.Conventions;

/// <summary>
/// The conventions, held against the product's own sources. A rule is a method that takes sources and gives findings; for each, a test beside this one
/// plants what it is there to find. What is banned outright (the system's clock, sleeping) stands in <c>src/BannedSymbols.txt</c>, and the build refuses it.
/// </summary>
public sealed class ConventionTests
{
    [Fact]
    public void There_are_sources_to_look_at()
    {
        Repository.Sources.Should().HaveCountGreaterThan(30);
        Repository.Product.Uses.Should().HaveCountGreaterThan(1000, "names are understood");
    }

    [Fact]
    public void No_file_is_too_long() => Holds(ShapeRules.FileLength(Repository.Sources));

    [Fact]
    public void The_median_file_is_short() => Holds(ShapeRules.MedianFileLength(Repository.Sources));

    [Fact]
    public void No_member_is_too_long() => Holds(ShapeRules.MemberLength(Repository.Sources));

    [Fact]
    public void Every_class_is_sealed_static_or_abstract() => Holds(ShapeRules.ClosedClasses(Repository.Product));

    [Fact]
    public void Every_type_of_the_service_is_internal() => Holds(ShapeRules.InternalTypes(Repository.Sources));

    [Fact]
    public void No_class_takes_too_many_constructor_parameters() => Holds(ShapeRules.ConstructorParameters(Repository.Sources));

    [Fact]
    public void Nothing_is_left_to_do() => Holds(WordRules.LeftOvers(Repository.Sources));

    [Fact]
    public void Folder_names_say_something() => Holds(WordRules.FolderNames(Repository.Sources));

    [Fact]
    public void Names_are_the_fields_own_words() => Holds(WordRules.Private([.. Repository.Sources, .. Repository.Tests], WordRules.PrivateWords));

    [Fact]
    public void Log_event_ids_are_unique() => Holds(WordRules.LogEventIds(Repository.Sources));

    [Fact]
    public void Folders_use_only_what_lies_below_them() => Holds(ImportRules.Directions(Repository.Product));

    [Fact]
    public void No_folders_or_subfolders_use_each_other_in_a_circle() => Holds(ImportRules.Cycles(Repository.Product));

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
