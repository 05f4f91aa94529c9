using AiBridge.Configuration;

namespace AiBridge.Tests.Configuration;

public sealed class KeySourceTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();
    private readonly ConfigurationFaults _faults = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_literal_is_itself()
    {
        Resolve("sk-literal").Should().Be("sk-literal");
        _faults.All.Should().BeEmpty();
    }

    [Fact]
    public void A_variable_gives_its_value()
    {
        _folder.Environment["KEY"] = "sk-from-variable";

        Resolve("env:KEY").Should().Be("sk-from-variable");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_unset_or_empty_variable_is_no_key_and_no_fault(string? value)
    {
        if (value is not null)
            _folder.Environment["KEY"] = value;

        Resolve("env:KEY").Should().BeNull();
        _faults.All.Should().BeEmpty();
    }

    [Theory]
    [InlineData("sk-from-file")]
    [InlineData("sk-from-file\n")]
    [InlineData("sk-from-file\r\n")]
    public void A_file_gives_its_content_without_the_last_line_break(string content)
    {
        _folder.Write("keys/one.txt", content);

        Resolve("file:keys/one.txt").Should().Be("sk-from-file");
        Resolve("file:" + _folder.PathOf("keys/one.txt")).Should().Be("sk-from-file");
    }

    [Theory]
    [InlineData("file:gone", "there is no file")]
    [InlineData("file:keys", "there is no file")]
    [InlineData("file:", "is empty")]
    [InlineData("env:", "names no environment variable")]
    [InlineData("", "is empty")]
    public void A_source_that_leads_nowhere_is_a_fault(string source, string problem)
    {
        Directory.CreateDirectory(_folder.PathOf("keys"));

        Resolve(source).Should().BeNull();
        _faults.All.Should().ContainSingle().Which.Should().StartWith("The:Path: ").And.Contain(problem);
    }

    [Fact]
    public void An_empty_file_is_a_fault()
    {
        _folder.Write("empty", "\n");

        Resolve("file:empty").Should().BeNull();
        _faults.All.Should().ContainSingle().Which.Should().Be("The:Path: is empty");
    }

    [Theory]
    [InlineData("sk-se\ncret")]
    [InlineData("sk-se\tcret")]
    [InlineData("sk-sé-cret")]
    [InlineData(" sk-secret")]
    public void A_value_that_no_header_carries_is_a_fault_that_does_not_show_it(string value)
    {
        _folder.Environment["KEY"] = value;
        _folder.Write("key", value);

        Resolve(value).Should().BeNull();
        Resolve("env:KEY").Should().BeNull();
        Resolve("file:key").Should().BeNull();
        _faults.All.Should().HaveCount(3).And.NotContain(fault => fault.Contains("sk-"));
    }

    [Fact]
    public void A_huge_file_is_a_fault()
    {
        _folder.Write("huge", new string('x', 100_000));

        Resolve("file:huge").Should().BeNull();
        _faults.All.Should().ContainSingle().Which.Should().Contain("too large");
    }

    private string? Resolve(string source) => KeySource.Resolve(source, "The:Path", _folder.Inputs, _faults);
}
