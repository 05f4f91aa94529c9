using System.Buffers;
using AiBridge.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Tests.Management;

public sealed class ProblemFilterTests
{
    private readonly DefaultHttpContext _http = new();
    private readonly Lifetime _lifetime = new();
    private readonly ProblemFilter _filter = new(new ListLogger<ProblemFilter>());

    public ProblemFilterTests() => _http.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);

    [Fact]
    public async Task Memory_that_is_not_there_is_told_so()
    {
        var result = await AskAsync(() => throw Shortage.Planted());

        var problem = result.Should().BeOfType<ProblemHttpResult>().Which;
        problem.StatusCode.Should().Be(503);
        problem.ProblemDetails.Extensions["code"].Should().Be("overloaded");
        _http.Response.Headers.RetryAfter.ToString().Should().Be("1");
    }

    /// <summary>A pipe that cannot get a large piece has given its own back by then, and goes on with it although it is another connection's.</summary>
    [Fact]
    public async Task Where_it_is_missing_while_the_answer_is_written_nothing_is_written_any_more()
    {
        var result = await AskAsync(() => new Failing(Shortage.Planted()));

        result.Should().BeOfType<EmptyHttpResult>();
        _lifetime.IsAborted.Should().BeTrue();
    }

    [Fact]
    public async Task What_fails_while_the_answer_is_written_is_told_as_what_fails_before()
    {
        var result = await AskAsync(() => new Failing(new InvalidOperationException("a fault")));

        result.Should().BeOfType<ProblemHttpResult>().Which.StatusCode.Should().Be(500);
        _lifetime.IsAborted.Should().BeFalse();
    }

    [Fact]
    public async Task Behind_the_first_bytes_of_an_answer_only_a_cut_says_that_the_rest_is_missing()
    {
        var result = await AskAsync(() => new Failing(Shortage.Planted(), "{\"id\":"));

        result.Should().BeOfType<EmptyHttpResult>();
        _lifetime.IsAborted.Should().BeTrue();
    }

    private ValueTask<object?> AskAsync(Func<IResult> handler) =>
        _filter.InvokeAsync(EndpointFilterInvocationContext.Create(_http), _ => ValueTask.FromResult<object?>(handler()));

    private sealed class Failing(Exception failure, string written = "") : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.BodyWriter.Write(System.Text.Encoding.UTF8.GetBytes(written));
            return Task.FromException(failure);
        }
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
