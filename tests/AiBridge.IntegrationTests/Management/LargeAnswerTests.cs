using System.Net;
using System.Net.Sockets;
using System.Text;
using AiBridge.Exchanges;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Ingress;
using AiBridge.Storage.Rows;

namespace AiBridge.IntegrationTests.Management;

/// <summary>What was recorded is read back in the memory that all requests share.</summary>
public sealed class LargeAnswerTests : IAsyncLifetime
{
    private const int Megabyte = MemoryFixture.Megabyte;

    /// <summary>More than the system takes of an answer that nobody reads.</summary>
    private const int Large = 6 * Megabyte;

    /// <summary>Of its record, less what is free, in steps.</summary>
    private const int Room = 3 * Large;

    private MemoryFixture _fixture = null!;

    public async Task InitializeAsync() =>
        _fixture = await MemoryFixture.StartAsync(new { MaxRequestBodyBytes = 4 * Megabyte, BufferedBytes = 60 * Megabyte, SlowClientSeconds = 60 });

    public Task DisposeAsync() => _fixture.DisposeAsync().AsTask();

    [Fact]
    public async Task A_large_record_takes_room_before_it_is_read_and_until_it_is_written()
    {
        var id = await AddAsync(Large);

        using var unread = await AskAsync($"/api/v1/interceptions/{id}");
        await _fixture.UsedAsync(Room);
        using var written = await _fixture.Bridge.Admin.SendAsync(HttpMethod.Get, "/api/v1/interceptions?limit=1");
        _fixture.Budget.Used.Should().Be(Room, "nobody reads the answer");

        var answer = await new StreamReader(unread).ReadToEndAsync();
        answer.Should().StartWith("HTTP/1.1 200 ");
        answer.Count(character => character == 't').Should().BeGreaterThan(Large);
        await _fixture.UsedAsync(0);
    }

    [Theory]
    [InlineData("interceptions/{id}")]
    [InlineData("interceptions?limit=200")]
    [InlineData("sessions?limit=200")]
    [InlineData("sessions/s-1")]
    [InlineData("usage?groupBy=model")]
    [InlineData("audit?limit=200")]
    public async Task Without_room_the_answer_is_to_come_again(string path)
    {
        var id = await AddAsync(Large);
        await AddManyAsync();
        path = "/api/v1/" + path.Replace("{id}", id, StringComparison.Ordinal);
        _fixture.Budget.TryTake("others", _fixture.Budget.Size, BufferUse.SmallBody).Should().BeTrue();

        using var refused = await _fixture.PassTimeUntilAsync(_fixture.Bridge.Admin.SendAsync(HttpMethod.Get, path), TimeSpan.FromMilliseconds(500));

        await ManagementClient.ProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "overloaded");
        refused.Headers.GetValues("Retry-After").Should().Equal("1");
        _fixture.Budget.Return("others", _fixture.Budget.Size);
        (await _fixture.Bridge.Admin.SendAsync(HttpMethod.Get, path)).StatusCode.Should().Be(HttpStatusCode.OK);
        await _fixture.UsedAsync(0);
    }

    [Theory]
    [InlineData("interceptions?limit=10")]
    [InlineData("sessions?limit=10")]
    [InlineData("usage")]
    [InlineData("audit?limit=5")]
    [InlineData("me")]
    public async Task Small_answers_are_given_however_little_is_left(string path)
    {
        await AddManyAsync();
        _fixture.Budget.TryTake("others", _fixture.Budget.Size, BufferUse.SmallBody).Should().BeTrue();

        using var response = await _fixture.Bridge.Admin.SendAsync(HttpMethod.Get, "/api/v1/" + path);

        response.StatusCode.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
        _fixture.Budget.Return("others", _fixture.Budget.Size);
    }

    [Fact]
    public async Task Slow_readers_of_one_token_leave_room_for_anothers()
    {
        var id = await AddAsync(Large);
        var other = await _fixture.Bridge.TokenAsync("prj_default", "interceptions:Read");
        using var unread = await AskAsync($"/api/v1/interceptions/{id}");
        await _fixture.UsedAsync(Room);

        using var refused = await _fixture.PassTimeUntilAsync(_fixture.Bridge.Admin.SendAsync(HttpMethod.Get, $"/api/v1/interceptions/{id}"), TimeSpan.FromMilliseconds(500));
        using var others = await _fixture.Bridge.As(other).SendAsync(HttpMethod.Get, $"/api/v1/interceptions/{id}");

        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        others.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_for_nothing_takes_nothing()
    {
        using var none = await _fixture.Bridge.Admin.SendAsync(HttpMethod.Get, $"/api/v1/interceptions/{Guid.NewGuid()}");

        none.StatusCode.Should().Be(HttpStatusCode.NotFound);
        _fixture.Budget.Used.Should().Be(0);
    }

    private async Task<string> AddAsync(int characters)
    {
        var row = Recorded.Row(session: "s-large");
        row.ModelThoughts.Add(new ModelThoughtRow { InterceptionId = row.Id, Content = new string('t', characters), Source = "thinking", CreatedAt = row.StartedAt });
        await Recorded.AddAsync(_fixture.Bridge, row);
        return row.Id.ToString();
    }

    /// <summary>More than small answers hold, of each kind.</summary>
    private async Task AddManyAsync()
    {
        await Recorded.AddAsync(_fixture.Bridge, [.. Enumerable.Range(0, 50).Select(number => Recorded.Row(number, session: "s-1", model: $"model-{number}"))]);
        await Recorded.AddAsync(_fixture.Bridge, [.. Enumerable.Range(0, 50).Select(number => Recorded.Row(number, session: $"s-{number + 2}"))]);
        await using var db = await _fixture.Bridge.DbAsync();
        for (var i = 0; i < 50; i++)
            db.Add(new AuditRow { Id = Guid.CreateVersion7(), Action = "providers:Write", Resource = "providers/x", Result = "succeeded", RequestId = "r", Changes = $$"""[{"field":"a","before":null,"after":"{{new string('x', 1000)}}"}]""" });
        await db.SaveChangesAsync();
    }

    private async Task<NetworkStream> AskAsync(string path)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_fixture.Bridge.Address).Port);
        var wire = new NetworkStream(socket, ownsSocket: true);
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {_fixture.Bridge.AdminToken}\r\nConnection: close\r\n\r\n"));
        return wire;
    }
}
