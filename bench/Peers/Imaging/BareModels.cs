using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using NetVips;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Peers.Imaging;

/// <summary>The runs of ONNX Runtime that moderation, faces and an embedding take, with nothing around them: the answers are let go.</summary>
internal sealed class BareModels
{
    private static readonly string[] Names = ["nsfw", "blazeface-near", "blazeface-far", "resnet18"];
    private readonly List<BareModel> models;

    /// <param name="folder">The service's own models.</param>
    public BareModels(string folder)
    {
        // As the service has them: one thread per run, and none that spins.
        using var settings = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        models = [.. Names.Select(name => new BareModel(Path.Combine(folder, name), settings))];
    }

    public void Ask(Image picture) => models.ForEach(model => model.Run(picture));

    private sealed class BareModel
    {
        private readonly List<(InferenceSession Session, string Input, string[] Outputs)> stages = [];
        private readonly (int Width, int Height, bool IsPlanar, bool IsWhole, float Mean, float Deviation) input;

        public BareModel(string folder, SessionOptions settings)
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.json")));
            var about = json.RootElement.GetProperty("input");
            // These four scale every channel alike.
            input = (
                about.GetProperty("width").GetInt32(), about.GetProperty("height").GetInt32(), about.GetProperty("layout").GetString() == "nchw",
                about.TryGetProperty("fit", out var fit) && fit.GetString() == "letterbox",
                about.GetProperty("mean")[0].GetSingle(), about.GetProperty("deviation")[0].GetSingle());
            foreach (var stage in json.RootElement.GetProperty("stages").EnumerateArray())
            {
                stages.Add((
                    new(Path.Combine(folder, stage.GetProperty("file").GetString()!), settings), stage.GetProperty("input").GetString()!,
                    [.. stage.GetProperty("outputs").EnumerateArray().Select(output => output.GetString()!)]));
            }
        }

        public void Run(Image picture)
        {
            long[] shape = input.IsPlanar ? [1, 3, input.Height, input.Width] : [1, input.Height, input.Width, 3];
            using var first = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Numbers(Pixels(picture)).AsMemory(), shape);
            using var options = new RunOptions();
            var current = first;
            var made = new List<IDisposable>();
            foreach (var (session, name, outputs) in stages)
            {
                var answer = session.Run(options, [name], [current], outputs);
                made.Add(answer);
                current = answer[0];
            }

            made.ForEach(answer => answer.Dispose());
        }

        private byte[] Pixels(Image picture)
        {
            if (!input.IsWhole)
            {
                using var cut = picture.ThumbnailImage(input.Width, height: input.Height, crop: Enums.Interesting.Centre, noRotate: true);
                return cut.WriteToMemory<byte>();
            }

            using var scaled = picture.ThumbnailImage(input.Width, height: input.Height, noRotate: true);
            using var whole = scaled.Embed(
                (input.Width - scaled.Width) / 2, (input.Height - scaled.Height) / 2, input.Width, input.Height, extend: Enums.Extend.Black);
            return whole.WriteToMemory<byte>();
        }

        private float[] Numbers(byte[] rgb)
        {
            var numbers = new float[rgb.Length];
            var pixels = rgb.Length / 3;
            for (var at = 0; at < rgb.Length; at++)
            {
                numbers[input.IsPlanar ? (at % 3 * pixels) + (at / 3) : at] = (rgb[at] - input.Mean) / input.Deviation;
            }

            return numbers;
        }
    }
}
