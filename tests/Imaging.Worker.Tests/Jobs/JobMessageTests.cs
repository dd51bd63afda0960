using System.Text;
using Imaging.Worker.Jobs;

namespace Imaging.Worker.Tests.Jobs;

public sealed class JobMessageTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private const string Subject = $"/blobServices/default/containers/uploads/blobs/{Id}";

    [Fact]
    public void Ours_comes_back() =>
        Assert.Equal(new JobMessage(Id, IsUploadEvent: false), JobMessage.Read(JobMessage.Write(Id)));

    [Theory]
    [InlineData($$"""{"eventType":"Microsoft.Storage.BlobCreated","subject":"{{Subject}}"}""")]
    [InlineData($$"""[{"eventType":"Microsoft.Storage.BlobCreated","subject":"{{Subject}}"}]""")]
    [InlineData($$"""{"specversion":"1.0","type":"Microsoft.Storage.BlobCreated","subject":"{{Subject}}"}""")]
    public void An_event_is_read_plain_and_in_base64(string text)
    {
        var expected = new JobMessage(Id, IsUploadEvent: true);
        Assert.Equal(expected, JobMessage.Read(text));
        Assert.Equal(expected, JobMessage.Read(Convert.ToBase64String(Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"imageId\":\"../../etc\"}")]
    [InlineData($$"""{"eventType":"Microsoft.Storage.BlobDeleted","subject":"{{Subject}}"}""")]
    [InlineData("""{"eventType":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/other/blobs/x"}""")]
    public void Anything_else_is_not_a_job(string text) => Assert.Null(JobMessage.Read(text));
}
